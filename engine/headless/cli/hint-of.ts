// What the command line adds to the engine's sentences: the command, flag or environment variable that helps. The
// sentences themselves are true of the console as well, where none of these is at hand.

import { variableOf } from '../../config.ts';
import { EngineError } from '../../failures/engine-error.ts';
import type { HealthCheck } from '../../operations/check-health.ts';

/** A sentence to put after the error's own, or null. */
export function hintOf(error: unknown): string | null {
  if (!(error instanceof EngineError)) return null;
  const { code, setting, batch_uid: batchUid } = error.details;
  switch (code) {
    case 'connection_missing':
    case 'ca_file':
      return typeof setting === 'string' ? settingsHint(setting.split(', ')) : null;
    case 'data_dir':
      return 'Choose another one with --data-dir or SYNCFLOW_DATA_DIR.';
    case 'state_url':
    case 'cannot_open':
    case 'not_a_database':
    case 'foreign_database':
    case 'network_drive':
      return 'Choose another one with --state-url or SYNCFLOW_STATE_URL.';
    case 'unknown_entity':
      return error.details['known_entities'] === 0 ? 'The command is "syncflow entity import FILE".' : null;
    case 'entity_unreadable':
      return 'The command is "syncflow entity import FILE".';
    case 'unknown_run':
      return 'See "syncflow history" for the uids of past runs.';
    case 'unknown_failed_record':
      return 'See "syncflow failed list" for the uids.';
    case 'no_child_waits':
      return 'See "syncflow waiting list" for the missing parents.';
    case 'run_at_work':
      return typeof batchUid === 'string' ? `The command that stops it is "syncflow stop ${batchUid}".` : null;
    case 'lease_lost':
      return 'See "syncflow status" for it.';
    default:
      return null;
  }
}

/** The same for a finding of the doctor. */
export function hintOfCheck({ area, name, status }: HealthCheck): string | null {
  if (status !== 'failed' && status !== 'warning') return null;
  switch (area) {
    case 'apismith':
    case 'schedulehub':
      return settingsHint(['url', 'username', 'password'].map((member) => `${area}.${member}`));
    case 'data directory':
      return 'Choose another one with --data-dir or SYNCFLOW_DATA_DIR.';
    case 'state':
      return name === 'pending' ? 'The command is "syncflow state migrate".' : null;
    case 'entities':
      return name === 'none' ? 'The command is "syncflow entity import FILE".' : null;
    case 'settings':
    case 'clock':
      return null;
  }
}

function settingsHint(paths: readonly string[]): string {
  const variables = paths.map(variableOf).filter((variable) => variable !== null);
  return `Set ${variables.join(', ')} in the environment, or ${paths.join(', ')} in syncflow.config.json.`;
}
