// A status told by shape, icon and word as well as by colour.

import type { ReactElement, ReactNode } from 'react';
import './status-label.css';

export type Tone = 'quiet' | 'busy' | 'good' | 'warning' | 'bad' | 'held';

export interface StatusLabelProps {
  readonly tone: Tone;
  readonly icon: ReactElement;
  readonly children: ReactNode;
  readonly title?: string;
}

export function StatusLabel({ tone, icon, children, title }: StatusLabelProps): ReactNode {
  return (
    <span className={`sf-status sf-status-${tone}`} title={title}>
      {icon}
      <span className="sf-ellipsis">{children}</span>
    </span>
  );
}
