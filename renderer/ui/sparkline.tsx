// A small line or row of bars beside a number. Decoration: the number and its title say the same.

import type { ReactNode } from 'react';
import './sparkline.css';

export interface SparklineProps {
  readonly values: readonly number[];
  readonly kind: 'line' | 'bars';
  /** What it says, in words. */
  readonly label: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

export function Sparkline({ values, kind, label, widthPx = 96, heightPx = 18 }: SparklineProps): ReactNode {
  const most = Math.max(1, ...values);
  const step = widthPx / Math.max(1, kind === 'line' ? values.length - 1 : values.length);
  const heightOf = (value: number): number => (value / most) * (heightPx - 2);
  return (
    <svg className="sf-sparkline" role="img" aria-label={label} width={widthPx} height={heightPx}>
      <title>{label}</title>
      {kind === 'line' ? (
        <polyline
          points={values
            .map((value, at) => `${(at * step).toFixed(1)},${(heightPx - 1 - heightOf(value)).toFixed(1)}`)
            .join(' ')}
        />
      ) : (
        values.map((value, at) => (
          // The place in time is what tells a bar from another.
          <rect
            key={at}
            x={at * step}
            y={heightPx - Math.max(1, heightOf(value))}
            width={Math.max(1, step - 1)}
            height={Math.max(1, heightOf(value))}
          />
        ))
      )}
    </svg>
  );
}
