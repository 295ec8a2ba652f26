// The mapping in three areas: source fields, one row per target field, and the sample's rows through it.

import type { ReactNode } from 'react';
import { savePreferences, usePreferences } from '../../state/preferences.ts';
import { useParam } from '../../state/location.ts';
import { Pane } from '../../ui/pane.tsx';
import { DriftCard } from './drift-card.tsx';
import { useEditor } from './editor-store.ts';
import { MappingRows } from './mapping-rows.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { SampleBar } from './sample-bar.tsx';
import { SourceFields } from './source-fields.tsx';
import './mapping-tab.css';

const PANE = 'mapping-preview';

export function MappingTab(): ReactNode {
  const key = useEditor((state) => state.key);
  const isSaved = useEditor((state) => state.base !== null);
  const widthPx = usePreferences((preferences) => preferences.paneWidths[PANE]);
  const areSourcesHidden = useParam('sources') === 'hidden';
  return (
    <div className="sf-mapping">
      {isSaved && <DriftCard name={key} />}
      <SampleBar />
      <div className="sf-mapping-areas">
        {!areSourcesHidden && <SourceFields />}
        <MappingRows />
        <Pane
          label="Preview"
          isPermanent
          {...(widthPx === undefined ? {} : { widthPx })}
          onWidth={(px) => savePreferences({ paneWidths: { ...usePreferences.getState().paneWidths, [PANE]: px } })}
        >
          <PreviewPane />
        </Pane>
      </div>
    </div>
  );
}
