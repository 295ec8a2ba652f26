// What of the program's environment the engine's process sees.

import { expect, it } from 'vitest';
import { splitEnvironment } from '../../../main/engine/engine-environment.ts';

it('passes on what it needs, secrets by message, and nothing that changes how Node starts', () => {
  const { inherited, byMessage, secrets } = splitEnvironment({
    Path: '/usr/bin',
    HOME: '/home/ops',
    LC_ALL: 'C',
    NODE_OPTIONS: '--require /tmp/evil.js',
    ELECTRON_RUN_AS_NODE: '1',
    LD_PRELOAD: '/tmp/evil.so',
    AWS_SECRET_ACCESS_KEY: 'x',
    SYNCFLOW_DATA_DIR: '/data',
    SYNCFLOW_APISMITH_URL: 'https://user:secret@erp.example',
    SYNCFLOW_APISMITH_PASSWORD: 'one',
    SYNCFLOW_SERVER_TOKEN: 'two',
    SYNCFLOW_LOG_LEVEL: undefined,
  });

  expect(inherited).toEqual({ Path: '/usr/bin', HOME: '/home/ops', LC_ALL: 'C', SYNCFLOW_DATA_DIR: '/data' });
  expect(Object.keys(byMessage)).toEqual([
    'SYNCFLOW_APISMITH_URL',
    'SYNCFLOW_APISMITH_PASSWORD',
    'SYNCFLOW_SERVER_TOKEN',
  ]);
  expect(secrets).toEqual(['one', 'two']);
});
