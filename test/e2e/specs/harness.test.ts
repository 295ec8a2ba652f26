// The browser specs' own safety net: what must fail a test is noticed.

import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAxeProblems } from '../support/find-axe-problems.ts';
import { findLayoutProblems } from '../support/find-layout-problems.ts';
import { useStation } from '../support/use-station.ts';

const use = useStation({ state: 'new' });

/** Puts a page of its own in the place of the console. */
async function show(page: Page, body: string): Promise<void> {
  await page.evaluate((html) => {
    document.body.innerHTML = html;
  }, body);
}

describe('trouble on a page', () => {
  it('is noticed: errors, failed requests and what the policy forbids', async () => {
    const { page, watch } = await use.open();
    await page.evaluate(async () => {
      console.error('something broke');
      setTimeout(() => {
        throw new Error('nobody caught this');
      });
      const script = document.createElement('script');
      script.textContent = 'window.foreign = true';
      document.head.append(script);
      await fetch('/there-is-no-such-file.js');
    });
    for (const part of ['something broke', 'nobody caught this', 'policy: script-src', 'answer: 404'])
      await expect.poll(() => watch.unexpected().join('\n')).toContain(part);
    watch.allow(/./);
  });
});

describe('the layout check', () => {
  it.each([
    ['text that is cut off', '<div id="a">A very long line of text</div>', 'cut off at the side'],
    ['text lying on text', '<p id="b">First</p><p id="c">Second</p>', 'lies on'],
    ['text outside of the window', '<p id="d">Far away</p>', 'outside of the window'],
  ])('finds %s', async (_name, body, problem) => {
    const { page } = await use.open();
    await show(page, body);
    await page.evaluate(() => {
      const place = (id: string, style: Partial<CSSStyleDeclaration>): void => {
        const element = document.getElementById(id);
        if (element !== null) Object.assign(element.style, style);
      };
      place('a', { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap' });
      place('b', { position: 'absolute', top: '10px', left: '10px', margin: '0' });
      place('c', { position: 'absolute', top: '12px', left: '14px', margin: '0' });
      place('d', { position: 'absolute', top: '10px', left: '-30px', margin: '0' });
    });
    expect((await findLayoutProblems(page)).join('\n')).toContain(problem);
  });

  it('lets pass what an ellipsis and a title tell', async () => {
    const { page } = await use.open();
    await show(page, '<div id="a" title="A very long line of text">A very long line of text</div>');
    await page.evaluate(() => {
      const style = { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap', textOverflow: 'ellipsis' };
      Object.assign(document.getElementById('a')?.style ?? {}, style);
    });
    expect(await findLayoutProblems(page)).toEqual([]);
  });
});

describe('the check of accessibility', () => {
  it('finds a button without a name and pale text', async () => {
    const { page } = await use.open();
    await show(page, '<main><button></button><p id="pale">Hard to read</p></main>');
    await page.evaluate(() => {
      const pale = document.getElementById('pale');
      if (pale !== null) Object.assign(pale.style, { color: '#aaa', background: '#fff' });
    });
    const problems = (await findAxeProblems(page)).join('\n');
    expect(problems).toContain('button-name');
    expect(problems).toContain('color-contrast');
  });
});
