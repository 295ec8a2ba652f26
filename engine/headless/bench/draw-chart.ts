// A chart of rows a second over time as SVG: one line for each scenario. Pure; no library for a few lines and labels.

import type { Sample } from './engine-process.ts';

const WIDTH = 860;
const HEIGHT = 420;
const PLOT = { left: 80, right: 680, top: 50, bottom: 350 } as const;
/** Told apart by people who see colours otherwise too; lines differ in their dashes as well. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#8a6d00'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3'];
const TICKS = 5;
/** Rates are taken over so many pieces of a run. */
const PIECES = 40;

interface Point {
  readonly seconds: number;
  readonly rate: number;
}

interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface ChartRun {
  readonly name: string;
  readonly samples: readonly Sample[];
}

export function drawChart(runs: readonly ChartRun[]): string {
  const lines = runs.map(({ name, samples }) => ({ name, points: toRates(samples) }));
  const points = lines.flatMap((line) => line.points);
  const maxSeconds = niceCeiling(Math.max(...points.map(({ seconds }) => seconds), 0));
  const maxRate = niceCeiling(Math.max(...points.map(({ rate }) => rate), 0));
  const x = (seconds: number): number => PLOT.left + (seconds / maxSeconds) * (PLOT.right - PLOT.left);
  const y = (rate: number): number => PLOT.bottom - (rate / maxRate) * (PLOT.bottom - PLOT.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    '<title>Rows a second over time</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    label({ x: PLOT.left, y: 28, text: 'Rows a second over time, median run of each scenario', size: 16 }),
    ...ticks(maxRate).map((rate) => gridLine({ y: y(rate), text: shortNumber(rate) })),
    ...ticks(maxSeconds).map((seconds) =>
      label({ x: x(seconds), y: PLOT.bottom + 20, text: String(round(seconds)), anchor: 'middle' }),
    ),
    label({ x: (PLOT.left + PLOT.right) / 2, y: PLOT.bottom + 44, text: 'seconds', anchor: 'middle' }),
    ...lines.flatMap((line, at) => drawLine(line, { at, x, y })),
    '</svg>',
    '',
  ].join('\n');
}

/** Rows a second between samples, joined so that there are at most so many pieces. */
function toRates(samples: readonly Sample[]): readonly Point[] {
  const last = samples.at(-1)?.seconds ?? 0;
  const points: Point[] = [];
  let from: Sample = { seconds: 0, rows: 0 };
  for (const sample of samples) {
    const seconds = sample.seconds - from.seconds;
    if (seconds <= 0 || (seconds < last / PIECES && sample !== samples.at(-1))) continue;
    points.push({ seconds: (sample.seconds + from.seconds) / 2, rate: Math.max(0, sample.rows - from.rows) / seconds });
    from = sample;
  }
  return points;
}

interface Place {
  readonly at: number;
  readonly x: (seconds: number) => number;
  readonly y: (rate: number) => number;
}

function drawLine({ name, points }: Line, { at, x, y }: Place): readonly string[] {
  const colour = COLOURS[at % COLOURS.length] ?? '#000000';
  const dash = DASHES[at % DASHES.length] ?? '';
  const stroke = `stroke="${colour}" stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
  const path = points.map(({ seconds, rate }) => `${round(x(seconds))},${round(y(rate))}`).join(' ');
  const legendY = PLOT.top + 10 + at * 24;
  return [
    `<polyline points="${path}" fill="none" ${stroke}/>`,
    `<line x1="${PLOT.right + 20}" x2="${PLOT.right + 56}" y1="${legendY}" y2="${legendY}" ${stroke}/>`,
    label({ x: PLOT.right + 64, y: legendY + 4, text: name }),
  ];
}

function gridLine({ y, text }: { readonly y: number; readonly text: string }): string {
  const line = `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${round(y)}" y2="${round(y)}" stroke="#d0d0d0"/>`;
  return line + label({ x: PLOT.left - 8, y: y + 4, text, anchor: 'end' });
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

function label({ x, y, text, size = 13, anchor = 'start' }: Label): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="${anchor}" fill="#222222">${escaped}</text>`;
}

function ticks(max: number): readonly number[] {
  return Array.from({ length: TICKS + 1 }, (_, at) => (max * at) / TICKS);
}

/** A round number that is not much larger; 1 of nothing. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${round(value / 1e6)} M`;
  return value >= 1000 ? `${round(value / 1000)} k` : String(round(value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
