// Accessibility as axe-core sees it: WCAG 2.2, levels A and AA.

import axe from 'axe-core';
import type { Page } from 'playwright';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Serious and critical findings on what is shown now, one line per element. */
export async function findAxeProblems(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger: the policy of the pages forbids to add a script.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (rules) => {
    const { violations: found } = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return found.map(({ id, impact, help, nodes }) => ({
      line: `${id} (${impact}): ${help}`,
      isSerious: impact === 'serious' || impact === 'critical',
      elements: nodes.map(({ target, failureSummary = '' }) => `${target.join(' ')} ${failureSummary}`),
    }));
  }, RULES);
  return violations
    .filter(({ isSerious }) => isSerious)
    .flatMap(({ line, elements }) => elements.map((element) => `${line} at ${element.replaceAll(/\s+/g, ' ')}`));
}
