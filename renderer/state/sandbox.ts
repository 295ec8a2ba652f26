// The sandbox: whether both systems are a playground on this computer, and turning it on and off.

import { create } from 'zustand';
import { engine } from '../api/engine.ts';
import { connectionsResource } from './connections.ts';
import { overviewResource } from './overview.ts';
import { createResource } from './resource.ts';
import { showError, showToast } from './toasts.ts';

export const sandboxResource = createResource((_nothing: null) => engine.sandbox.status({}));

/** What it is being asked for right now. */
export const useSandboxWork = create<{ readonly isStarting: boolean; readonly isStopping: boolean }>(() => ({
  isStarting: false,
  isStopping: false,
}));

async function readAgain(): Promise<void> {
  await Promise.all([
    sandboxResource.getState().reload(),
    connectionsResource.getState().reload(),
    overviewResource.getState().reload(),
  ]);
}

/** `replaces`: the connections that are configured step back until the sandbox is stopped. Answers whether it runs. */
export async function startSandbox({ replaces }: { readonly replaces: boolean }): Promise<boolean> {
  useSandboxWork.setState({ isStarting: true });
  try {
    const { imported } = await engine.sandbox.start({ replace: replaces });
    await readAgain();
    const entities = imported.length === 0 ? '' : ` ${imported.length} entities are ready to be synced.`;
    showToast({ tone: 'good', message: `The sandbox runs.${entities}` });
    return true;
  } catch (error) {
    showError(error);
    return false;
  } finally {
    useSandboxWork.setState({ isStarting: false });
  }
}

export async function stopSandbox(): Promise<void> {
  useSandboxWork.setState({ isStopping: true });
  try {
    await engine.sandbox.stop({});
    await readAgain();
    showToast({ message: 'The sandbox is off. Its data is kept for the next time.' });
  } catch (error) {
    showError(error);
  } finally {
    useSandboxWork.setState({ isStopping: false });
  }
}
