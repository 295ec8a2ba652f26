import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../engine/failures/engine-error.ts';
import { hintOf, hintOfCheck } from '../../../../engine/headless/cli/hint-of.ts';

function hint(details: Readonly<Record<string, string | number>>): string | null {
  return hintOf(new EngineError('usage', 'Something is wrong.', { details }));
}

describe('what the command line adds to an error', () => {
  it.each([
    [
      'the variables and settings that are missing',
      { code: 'connection_missing', setting: 'apismith.username, apismith.password' },
      'Set SYNCFLOW_APISMITH_USERNAME, SYNCFLOW_APISMITH_PASSWORD in the environment, or apismith.username, apismith.password in syncflow.config.json.',
    ],
    ['the command that stops the other run', { code: 'run_at_work', batch_uid: 'b-1' }, 'syncflow stop b-1'],
    ['where runs are listed', { code: 'unknown_run', batch_uid: 'b-1' }, 'syncflow history'],
    ['where failed records are listed', { code: 'unknown_failed_record', uid: 'u' }, 'syncflow failed list'],
    ['how an entity is imported', { code: 'unknown_entity', known_entities: 0 }, 'syncflow entity import FILE'],
    ['how an old entity is replaced', { code: 'entity_unreadable', entity: 'part' }, 'syncflow entity import FILE'],
    ['where missing parents are listed', { code: 'no_child_waits' }, 'syncflow waiting list'],
    ['where the other run is seen', { code: 'lease_lost', batch_uid: 'b-1' }, 'syncflow status'],
    ['how the folder is chosen', { code: 'data_dir', setting: 'data_dir' }, '--data-dir or SYNCFLOW_DATA_DIR'],
    ['how the state is chosen', { code: 'not_a_database', path: '/x' }, '--state-url or SYNCFLOW_STATE_URL'],
  ] satisfies readonly (readonly [string, Readonly<Record<string, string | number>>, string])[])(
    'is %s',
    (_what, details, expected) => {
      expect(hint(details)).toContain(expected);
    },
  );

  it('is nothing where no command helps', () => {
    expect(hint({})).toBeNull();
    expect(hint({ code: 'database_locked' })).toBeNull();
    expect(hint({ code: 'unknown_entity', known_entities: 3 })).toBeNull();
    expect(hintOf(new TypeError('a mistake'))).toBeNull();
  });
});

describe('what the command line adds to a finding of the doctor', () => {
  it.each([
    ['schedulehub', 'login', 'SYNCFLOW_SCHEDULEHUB_URL, SYNCFLOW_SCHEDULEHUB_USERNAME'],
    ['data directory', 'rights', 'SYNCFLOW_DATA_DIR'],
    ['state', 'pending', 'syncflow state migrate'],
    ['entities', 'none', 'syncflow entity import FILE'],
  ] as const)('of %s is its way out', (area, name, expected) => {
    expect(hintOfCheck({ area, name, status: 'failed', message: 'm' })).toContain(expected);
  });

  it('is nothing where all is well, or no command helps', () => {
    expect(hintOfCheck({ area: 'apismith', name: 'login', status: 'ok', message: 'm' })).toBeNull();
    expect(hintOfCheck({ area: 'clock', name: 'time', status: 'failed', message: 'm' })).toBeNull();
    expect(hintOfCheck({ area: 'state', name: 'damaged', status: 'failed', message: 'm' })).toBeNull();
  });
});
