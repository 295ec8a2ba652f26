// `syncflow doctor`: a checklist of everything a sync needs.

import { checkHealth, type HealthReport } from '../../operations/check-health.ts';
import type { DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { hintOfCheck } from './hint-of.ts';
import { textTable } from './text-table.ts';

export const defineDoctor: DefineCommand = (command, run) => {
  command.action(async () =>
    run(async (cli) => {
      const report = await checkHealth({
        ...cli.host(),
        settings: cli.settings(),
        signal: cli.control.signal,
        withStore: (work) => cli.withEngine(({ store }) => work(store)),
      });
      const exitCode = report.is_healthy ? EXIT.completed : EXIT.failed;
      return cli.answer({ json: report, text: describeHealth(report), exitCode });
    }),
  );
};

const MARKS = { ok: 'ok', warning: 'note', failed: 'FAILED', skipped: '-' } as const;

function describeHealth({ is_healthy: isHealthy, checks }: HealthReport): string {
  const rows = checks.map(({ area, name, status, message }) => [MARKS[status], area, name, message]);
  const hints = new Set(checks.map(hintOfCheck).filter((hint) => hint !== null));
  const verdict = isHealthy ? 'Everything a sync needs is there.' : 'Correct what failed, then run the doctor again.';
  return [textTable(['', 'AREA', 'CHECK', 'FOUND'], rows), ...hints, verdict].join('\n');
}
