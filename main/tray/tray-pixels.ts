// The tray's four icons, drawn: a ring, a play triangle, a warning triangle and a crossed square. Each is told by its
// shape, so that it reads in grey as well.

import type { TrayIcon } from './tray-model.ts';

type Rgb = readonly [number, number, number];
/** Both in -1 … 1, y down. */
type Shape = (x: number, y: number) => boolean;

const COLOURS: Readonly<Record<TrayIcon, Rgb>> = {
  idle: [128, 138, 150],
  running: [45, 114, 210],
  attention: [200, 118, 25],
  error: [205, 66, 70],
};

const inTriangle = (x: number, y: number): boolean => y <= 0.8 && y >= -0.85 && Math.abs(x) <= (y + 0.85) * 0.55;

const SHAPES: Readonly<Record<TrayIcon, Shape>> = {
  idle: (x, y) => Math.hypot(x, y) <= 0.9 && Math.hypot(x, y) >= 0.55,
  running: (x, y) => x >= -0.65 && Math.abs(y) <= 0.9 && x <= 0.85 - Math.abs(y) * 1.6,
  attention: (x, y) =>
    inTriangle(x, y) && !(Math.abs(x) <= 0.13 && ((y >= -0.35 && y <= 0.3) || (y >= 0.45 && y <= 0.65))),
  error: (x, y) => {
    const isInside = Math.max(Math.abs(x), Math.abs(y)) <= 0.85;
    const onCross = Math.abs(Math.abs(x) - Math.abs(y)) <= 0.2 && Math.hypot(x, y) <= 0.85;
    return isInside && !onCross;
  },
};

/** Sub-samples per side of a pixel, for smooth edges. */
const SAMPLES = 4;

/** `size` × `size` pixels of blue, green, red, alpha (premultiplied): what `nativeImage.createFromBitmap` takes. */
export function drawTrayIcon(icon: TrayIcon, size: number): Buffer {
  const [red, green, blue] = COLOURS[icon];
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const cover = coverage(SHAPES[icon], { row, column, size });
      const alpha = Math.round(cover * 255);
      const at = (row * size + column) * 4;
      pixels.set([blue * cover, green * cover, red * cover].map(Math.round), at);
      pixels[at + 3] = alpha;
    }
  }
  return pixels;
}

function coverage(shape: Shape, { row, column, size }: { row: number; column: number; size: number }): number {
  let inside = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
    const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
    if (shape(x, y)) inside += 1;
  }
  return inside / (SAMPLES * SAMPLES);
}
