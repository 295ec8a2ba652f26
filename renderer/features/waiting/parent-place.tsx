// Where a missing parent is, in word and shape.

import { CrossCircleIcon, DisableIcon, EyeOffIcon, SearchIcon, TickIcon, TimeIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import { StatusLabel, type Tone } from '../../ui/status-label.tsx';
import type { ParentPlace } from './waiting-types.ts';
import { PLACE_WORDS } from './waiting-words.ts';

const LOOKS: Readonly<Record<ParentPlace, { readonly tone: Tone; readonly icon: ReactElement }>> = {
  unseen: { tone: 'quiet', icon: <SearchIcon /> },
  failed: { tone: 'bad', icon: <CrossCircleIcon /> },
  ignored: { tone: 'warning', icon: <EyeOffIcon /> },
  waiting: { tone: 'held', icon: <TimeIcon /> },
  held_delete: { tone: 'warning', icon: <DisableIcon /> },
  delivered: { tone: 'good', icon: <TickIcon /> },
};

export function ParentPlaceLabel({ place }: { readonly place: ParentPlace }): ReactNode {
  const { word, meaning } = PLACE_WORDS[place];
  return (
    <StatusLabel {...LOOKS[place]} title={meaning}>
      {word}
    </StatusLabel>
  );
}
