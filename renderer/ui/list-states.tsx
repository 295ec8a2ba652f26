// The faces of a list that has nothing to show: it is being read, there is nothing, the filter hides it, or it failed.

import { Button, NonIdealState, Spinner } from '@blueprintjs/core';
import type { ReactElement, ReactNode } from 'react';
import './list-states.css';

export function LoadingState({ what }: { readonly what: string }): ReactNode {
  return (
    <div className="sf-state" role="status">
      <NonIdealState icon={<Spinner size={32} aria-label={`Reading ${what}`} />} description={`Reading ${what} …`} />
    </div>
  );
}

export interface EmptyStateProps {
  readonly title: string;
  readonly icon?: ReactElement;
  readonly children?: ReactNode;
  readonly action?: ReactElement;
}

/** Nothing is there yet: says why that is, and what to do. */
export function EmptyState({ title, icon, children, action }: EmptyStateProps): ReactNode {
  return (
    <div className="sf-state">
      <NonIdealState
        {...(icon === undefined ? {} : { icon })}
        // Its own title is an h4, which may hold no other heading.
        description={
          <>
            <h2>{title}</h2>
            {children !== undefined && <div>{children}</div>}
          </>
        }
        {...(action === undefined ? {} : { action })}
      />
    </div>
  );
}

export interface FilteredEmptyStateProps {
  readonly what: string;
  readonly onClear: () => void;
}

export function FilteredEmptyState({ what, onClear }: FilteredEmptyStateProps): ReactNode {
  const clear = <Button text="Clear the filter" onClick={onClear} />;
  return <EmptyState title={`No ${what} match this filter`} action={clear} />;
}

export interface ErrorStateProps {
  readonly title: string;
  readonly message: string;
  readonly code?: string;
  readonly fields?: readonly { readonly path: string; readonly place: string; readonly message: string }[];
  readonly onRetry?: () => void;
}

export function ErrorState({ title, message, code, fields = [], onRetry }: ErrorStateProps): ReactNode {
  return (
    <div className="sf-state" role="alert">
      <div className="sf-error">
        <h2>{title}</h2>
        <p>{message}</p>
        {fields.length > 0 && (
          <ul>
            {fields.map(({ path, place, message: why }) => (
              <li key={path}>
                {place}: {why}
              </li>
            ))}
          </ul>
        )}
        <div className="sf-row">
          {onRetry !== undefined && <Button text="Try again" onClick={onRetry} />}
          {code !== undefined && <span className="sf-muted">For support: {code}</span>}
        </div>
      </div>
    </div>
  );
}
