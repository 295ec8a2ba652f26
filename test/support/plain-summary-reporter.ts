// Ends the suite's output with one plain line, `N passed, N failed`, for people and scripts that read only the end.

import type { Reporter, TestModule } from 'vitest/node';

type UnhandledErrors = Parameters<NonNullable<Reporter['onTestRunEnd']>>[1];

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests; a file that broke outside its tests, and an error nobody caught, count as one failure each. */
function countResults(modules: readonly TestModule[], unhandledErrors: UnhandledErrors): Counts {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  const count = (state: string): number => states.filter((each) => each === state).length;
  const brokenFiles = modules.filter(
    (module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0,
  );
  return {
    passed: count('passed'),
    failed: count('failed') + brokenFiles.length + unhandledErrors.length,
    skipped: count('skipped') + count('pending'),
  };
}

/** The summary as one line; skipped tests are named only where there are any. */
function summaryLine({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

export default class PlainSummaryReporter implements Reporter {
  #line: string | null = null;

  onInit(): void {
    // At the very end of the process: the coverage report and its thresholds come after the last reporter call.
    process.once('exit', () => {
      if (this.#line !== null) process.stdout.write(`${this.#line}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: UnhandledErrors): void {
    this.#line = summaryLine(countResults(modules, unhandledErrors));
  }
}
