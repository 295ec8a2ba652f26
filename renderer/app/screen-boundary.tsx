// A screen that breaks takes nothing else with it.

import { Component, type ReactNode } from 'react';
import { ErrorState } from '../ui/list-states.tsx';

interface BoundaryState {
  readonly error: Error | null;
}

export class ScreenBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <ErrorState
        title="This screen cannot be shown"
        message={`${error.message}. The engine and its runs are not affected.`}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
