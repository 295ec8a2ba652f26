// Entities: their list, or the editor of one of them. `/entities`, `/entities/NAME`, `/entities/new/UID`.

import type { ReactNode } from 'react';
import { usePlace } from '../../state/location.ts';
import { Editor } from './editor.tsx';
import './entities.css';
import { EntityList } from './entity-list.tsx';

export function EntitiesPage(): ReactNode {
  const path = usePlace((place) => place.path);
  const [, , name = '', uid = ''] = path.split('/');
  if (name === '') return <EntityList />;
  return name === 'new' && uid !== '' ? (
    <Editor entityKey={uid} isNew />
  ) : (
    <Editor entityKey={decodeURIComponent(name)} isNew={false} />
  );
}
