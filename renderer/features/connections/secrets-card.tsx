// Passwords in the desktop app: protected by the system, asked for each session, or behind a passphrase; honestly said.

import { Button, FormGroup, InputGroup, Radio, RadioGroup } from '@blueprintjs/core';
import { LockIcon, UnlockIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import type { DesktopClient } from '../../api/desktop.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { SYSTEM_NAMES } from './connections-store.ts';
import { protectSecrets, unlockSecrets, useSecrets, type Protection, type SecretStatus } from './secrets-store.ts';

const WORDS: Readonly<Record<Protection, string>> = {
  protected: "Protected by this computer's key store",
  session: 'Asked for each time SyncFlow starts',
  passphrase: 'Kept behind a passphrase',
};
const SHORTEST = 12;

export function SecretsCard({ shell }: { readonly shell: DesktopClient }): ReactNode {
  const { status } = useSecrets();
  if (status === null) return null;
  return (
    <section className="sf-card sf-connections-wide" aria-label="Passwords">
      <div className="sf-row-wrap">
        <h2>Passwords</h2>
        <StatusLabel
          tone={status.protection === 'session' ? 'warning' : 'good'}
          icon={status.protection === 'session' ? <WarningSignIcon /> : <LockIcon />}
        >
          {WORDS[status.protection]}
        </StatusLabel>
      </div>
      {status.protection === 'session' && (
        <p>
          Nothing is written to the disk. After a restart SyncFlow cannot sync until the passwords are entered again: no
          night runs unattended.
        </p>
      )}
      <ul>
        {status.secrets
          .filter(({ state }) => state === 'unreadable')
          .map(({ system }) => (
            <li key={system}>
              The password of {SYSTEM_NAMES[system]} cannot be read any more. Enter it again above; nothing else is
              lost.
            </li>
          ))}
      </ul>
      {status.is_locked ? <Unlock shell={shell} /> : <Choose key={status.protection} shell={shell} status={status} />}
    </section>
  );
}

function Unlock({ shell }: { readonly shell: DesktopClient }): ReactNode {
  const [passphrase, setPassphrase] = useState('');
  const [isWrong, setWrong] = useState(false);
  const unlock = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(!(await unlockSecrets(shell, passphrase)));
  };
  return (
    <form onSubmit={(event) => void unlock(event)}>
      <FormGroup
        label="Passphrase"
        labelFor="passphrase"
        intent={isWrong ? 'danger' : 'none'}
        helperText={isWrong ? 'That is not the passphrase. Nothing was changed.' : 'Until then nothing can be synced.'}
      >
        <InputGroup
          id="passphrase"
          type="password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      </FormGroup>
      <Button type="submit" text="Unlock" icon={<UnlockIcon />} intent="primary" disabled={passphrase === ''} />
    </form>
  );
}

interface ChooseProps {
  readonly shell: DesktopClient;
  readonly status: SecretStatus;
}

function Choose({ shell, status }: ChooseProps): ReactNode {
  const [choice, setChoice] = useState<Protection>(status.protection);
  const [passphrase, setPassphrase] = useState('');
  const needsPhrase = choice === 'passphrase';
  const isReady = choice !== status.protection && (!needsPhrase || passphrase.length >= SHORTEST);
  return (
    <>
      <RadioGroup
        label="How passwords are kept"
        selectedValue={choice}
        // Safe: the values below are the protections.
        onChange={(event) => setChoice(event.currentTarget.value as Protection)}
      >
        <Radio
          value="protected"
          label={status.can_protect ? WORDS.protected : `${WORDS.protected} (not possible here: ${status.backend})`}
          disabled={!status.can_protect}
        />
        <Radio value="session" label={WORDS.session} />
        <Radio value="passphrase" label={WORDS.passphrase} />
      </RadioGroup>
      {needsPhrase && choice !== status.protection && (
        <FormGroup
          label="New passphrase"
          labelFor="new-passphrase"
          helperText={`At least ${SHORTEST} characters. It is asked for when SyncFlow starts and cannot be recovered.`}
        >
          <InputGroup
            id="new-passphrase"
            type="password"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        </FormGroup>
      )}
      <Button
        text="Keep passwords this way"
        disabled={!isReady}
        onClick={() =>
          void protectSecrets(
            shell,
            choice === 'passphrase' ? { protection: choice, passphrase } : { protection: choice },
          )
        }
      />
    </>
  );
}
