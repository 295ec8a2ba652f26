import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { isOnNetworkDrive, isUncPath } from '../../../engine/db/network-drive.ts';

test.each([
  ['\\\\server\\share\\syncflow', true],
  ['//server/share', true],
  ['\\\\?\\UNC\\server\\share', true],
  ['\\\\?\\C:\\data', false],
  ['\\\\.\\C:\\data', false],
  ['C:\\data', false],
  ['/var/lib/syncflow', false],
])('%s is a network path: %s', async (path, expected) => {
  expect(isUncPath(path)).toBe(expected);
  expect(await isOnNetworkDrive(path, 'win32')).toBe(expected);
});

test('takes the folder for temporary files as local, and asks nothing where the platform does not tell', async () => {
  expect(await isOnNetworkDrive(tmpdir(), 'linux')).toBe(false);
  expect(await isOnNetworkDrive('/no/such/folder', 'darwin')).toBe(false);
});
