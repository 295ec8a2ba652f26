// The messages of the console, at the bottom right, read out politely.

import { OverlayToaster, Toast as BlueprintToast, type Intent } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { dismissToast, useToasts, type Toast } from '../state/toasts.ts';

const INTENTS: Readonly<Record<Toast['tone'], Intent>> = {
  neutral: 'none',
  good: 'success',
  warning: 'warning',
  bad: 'danger',
};

export function Toasts(): ReactNode {
  const toasts = useToasts((state) => state.toasts);
  return (
    <OverlayToaster position="bottom-right" canEscapeKeyClear={false}>
      {toasts.map(({ id, message, tone, action, timeoutMs }) => (
        <BlueprintToast
          key={id}
          message={message}
          intent={INTENTS[tone]}
          timeout={timeoutMs}
          {...(action === undefined ? {} : { action: { text: action.label, onClick: action.run } })}
          onDismiss={() => dismissToast(id)}
        />
      ))}
    </OverlayToaster>
  );
}
