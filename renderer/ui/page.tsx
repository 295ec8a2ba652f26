// The frame of a screen: heading, actions, a bar for filters, the body, and a panel at the right for the thing in focus.

import type { ReactNode } from 'react';
import './page.css';
import { Pane } from './pane.tsx';

export interface PageProps {
  readonly title: string;
  /** One line below or beside the heading. */
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly filters?: ReactNode;
  readonly children: ReactNode;
  /** Shown at the right while it is not null. */
  readonly inspector?: ReactNode;
  readonly inspectorLabel?: string;
  readonly inspectorWidth?: { readonly widthPx: number; readonly onWidth: (widthPx: number) => void };
  /** The body scrolls as a whole; else it fills the height and its parts scroll. */
  readonly isScrolling?: boolean;
}

export function Page(props: PageProps): ReactNode {
  const { title, subtitle, actions, filters, children, inspector, isScrolling = false } = props;
  const isOpen = inspector !== undefined && inspector !== null;
  return (
    <section className="sf-page" aria-label={title}>
      <header className="sf-page-head">
        <div className="sf-page-title">
          <h1>{title}</h1>
          {subtitle !== undefined && <div className="sf-muted">{subtitle}</div>}
        </div>
        {actions !== undefined && <div className="sf-row-wrap">{actions}</div>}
      </header>
      {filters !== undefined && <div className="sf-page-filters">{filters}</div>}
      <div className="sf-page-main">
        <div className={isScrolling ? 'sf-page-body sf-page-scrolling' : 'sf-page-body'}>{children}</div>
        {isOpen && (
          <Pane label={props.inspectorLabel ?? 'Details'} {...(props.inspectorWidth ?? {})}>
            {inspector}
          </Pane>
        )}
      </div>
    </section>
  );
}
