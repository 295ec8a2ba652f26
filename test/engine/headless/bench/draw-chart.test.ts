import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../../engine/headless/bench/draw-chart.ts';

/** 1,000 rows a second for 10 seconds, then 500. */
const samples = Array.from({ length: 200 }, (_, at) => {
  const seconds = (at + 1) / 10;
  return { seconds, rows: seconds <= 10 ? seconds * 1000 : 10_000 + (seconds - 10) * 500 };
});

function pointsOf(svg: string): readonly (readonly number[])[] {
  const [, points = ''] = /points="([^"]*)"/.exec(svg) ?? [];
  return points.split(' ').map((point) => point.split(',').map(Number));
}

describe('the chart', () => {
  it('draws the rates of a run between the axes', () => {
    const svg = drawChart([{ name: 'first', samples }]);
    const points = pointsOf(svg);
    const heights = new Set(points.map(([, y]) => y));

    expect(points).toHaveLength(40);
    // 1,000 is at the top of the scale, 500 in its middle; one piece may lie across the bend.
    expect([...heights].slice(0, 1)).toEqual([50]);
    expect([...heights].at(-1)).toBe(200);
    expect(svg).toContain('>1 k</text>');
    expect(svg).toContain('>20</text>');
    expect(svg).toContain('>first</text>');
  });

  it('draws something where nothing was measured', () => {
    expect(drawChart([])).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(drawChart([{ name: 'none', samples: [{ seconds: 0, rows: 0 }] }])).not.toContain('NaN');
  });

  it('writes names as text', () => {
    expect(drawChart([{ name: 'a<b & c', samples }])).toContain('>a&lt;b &amp; c</text>');
  });
});
