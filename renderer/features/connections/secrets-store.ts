// How the desktop app keeps passwords: what it says of itself, and what the operator decides.

import { create } from 'zustand';
import type { DesktopClient } from '../../api/desktop.ts';
import { showError, showToast } from '../../state/toasts.ts';

export type SecretStatus = Awaited<ReturnType<DesktopClient['secrets']['status']>>;
export type Protection = SecretStatus['protection'];

export const useSecrets = create<{ readonly status: SecretStatus | null }>(() => ({ status: null }));

export async function readSecretStatus(shell: DesktopClient): Promise<void> {
  try {
    useSecrets.setState({ status: await shell.secrets.status({}) });
  } catch (error) {
    showError(error);
  }
}

export type ProtectionChoice = Parameters<DesktopClient['secrets']['protect']>[0];

export async function protectSecrets(shell: DesktopClient, choice: ProtectionChoice): Promise<void> {
  try {
    useSecrets.setState({ status: await shell.secrets.protect(choice) });
    showToast({ tone: 'good', message: 'Passwords are kept as you chose.' });
  } catch (error) {
    showError(error);
  }
}

export async function unlockSecrets(shell: DesktopClient, passphrase: string): Promise<boolean> {
  try {
    const { is_unlocked: isUnlocked } = await shell.secrets.unlock({ passphrase });
    if (isUnlocked) await readSecretStatus(shell);
    return isUnlocked;
  } catch (error) {
    showError(error);
    return false;
  }
}
