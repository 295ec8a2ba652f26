// A test as a checklist: address, name, TCP, TLS, login, rights; after the first failed step nothing is tried.

import { Spinner } from '@blueprintjs/core';
import { CircleIcon, CrossCircleIcon, TickCircleIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import type { ConnectionTest } from './connections-store.ts';

type Step = ConnectionTest['steps'][number];

const STEP_WORDS: Readonly<Record<Step['step'], string>> = {
  address: 'The address is sound',
  name: 'The name is known',
  tcp: 'The server can be reached',
  tls: 'The certificate is trusted',
  login: 'The login is accepted',
  rights: 'The rights suffice',
};

const LOOKS: Readonly<Record<Step['status'], { readonly icon: ReactElement; readonly word: string }>> = {
  ok: { icon: <TickCircleIcon />, word: 'ok' },
  failed: { icon: <CrossCircleIcon />, word: 'failed' },
  skipped: { icon: <CircleIcon />, word: 'not tried' },
};

export interface TestStepsProps {
  readonly test: ConnectionTest | null;
  readonly isTesting: boolean;
  readonly name: string;
}

export function TestSteps({ test, isTesting, name }: TestStepsProps): ReactNode {
  return (
    <div aria-live="polite">
      {isTesting && (
        <div className="sf-row">
          <Spinner size={16} aria-label={`Testing ${name}`} /> Testing {name} …
        </div>
      )}
      {test !== null && (
        <ol className="sf-test" aria-label={`Test of ${name}`}>
          {test.steps.map(({ step, status, message }) => (
            <li key={step} className={`sf-test-${status}`}>
              {LOOKS[status].icon}
              <div>
                {STEP_WORDS[step]}: <strong>{LOOKS[status].word}</strong>
                {message !== '' && status !== 'skipped' && <div className="sf-muted">{message}</div>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
