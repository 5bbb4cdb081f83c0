// Makes areas unreadable. What is left of an area is at most a handful of means: none of the pixels it is painted with
// depends on anything finer, so neither unblurring nor scaling brings it back.
import type { OpOf } from '../op.ts';
import type { Area } from '../ops/redact.ts';
import type { Pixels } from './pixels.ts';

/** Means along each side of an area. */
const cells = 6;

type Redact = OpOf<'redact'>;

export function redact(pixels: Pixels, { areas, style, background }: Redact): Pixels {
  for (const area of areas) {
    const paint = style === 'solid' ? solid(background, pixels.channels) : meansOf(pixels, area, style);
    fill(pixels, area, paint);
  }
  return pixels;
}

/** The value of a band at a place of the area. */
type Paint = (x: number, y: number, band: number) => number;

function solid(background: Redact['background'], channels: number): Paint {
  const { r = 0, g = 0, b = 0 } = background ?? {};
  const values = channels < 3 ? [r, 255] : [r, g, b, 255];
  return (_x, _y, band) => values[band] as number;
}

function fill({ data, width: stride, channels }: Pixels, { left, top, width, height }: Area, paint: Paint): void {
  for (let y = 0; y < height; y += 1) {
    let at = ((top + y) * stride + left) * channels;
    for (let x = 0; x < width; x += 1) {
      for (let band = 0; band < channels; band += 1, at += 1) data[at] = paint(x, y, band);
    }
  }
}

function meansOf(pixels: Pixels, area: Area, style: 'pixelate' | 'blur'): Paint {
  const across = Math.min(cells, area.width);
  const down = Math.min(cells, area.height);
  const { channels } = pixels;
  const means = cellMeans(pixels, area, across, down);
  const mean = (column: number, row: number, band: number) =>
    means[(row * across + column) * channels + band] as number;
  if (style === 'pixelate') {
    return (x, y, band) => mean(cellOf(x, across, area.width), cellOf(y, down, area.height), band);
  }
  return (x, y, band) => {
    const [left, right, toRight] = between(x, across, area.width);
    const [above, below, toBelow] = between(y, down, area.height);
    const upper = mean(left, above, band) * (1 - toRight) + mean(right, above, band) * toRight;
    const lower = mean(left, below, band) * (1 - toRight) + mean(right, below, band) * toRight;
    return Math.round(upper * (1 - toBelow) + lower * toBelow);
  };
}

function cellOf(at: number, count: number, length: number): number {
  return Math.floor((at * count) / length);
}

// The two cells whose middles a pixel lies between, and how far it is from the first.
function between(at: number, count: number, length: number): readonly [number, number, number] {
  const place = ((at + 0.5) * count) / length - 0.5;
  const first = Math.max(0, Math.floor(place));
  return [first, Math.min(first + 1, count - 1), Math.max(0, place - first)];
}

// Colours count as much as they can be seen.
function cellMeans(
  { data, width: stride, channels }: Pixels,
  { left, top, width, height }: Area,
  across: number,
  down: number,
): Uint8Array {
  const sums = new Float64Array(across * down * channels);
  const weights = new Float64Array(across * down);
  const counts = new Float64Array(across * down);
  const colours = channels < 3 ? 1 : 3;
  for (let y = 0; y < height; y += 1) {
    const row = cellOf(y, down, height) * across;
    for (let x = 0; x < width; x += 1) {
      const cell = row + cellOf(x, across, width);
      const at = ((top + y) * stride + left + x) * channels;
      const alpha = colours === channels ? 255 : (data[at + colours] as number);
      for (let band = 0; band < colours; band += 1) {
        sums[cell * channels + band] = (sums[cell * channels + band] as number) + (data[at + band] as number) * alpha;
      }
      weights[cell] = (weights[cell] as number) + alpha;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  return Uint8Array.from(sums, (sum, index) => {
    const cell = Math.floor(index / channels);
    const weight = weights[cell] as number;
    if (index % channels === colours) return Math.round(weight / (counts[cell] as number));
    return weight === 0 ? 0 : Math.round(sum / weight);
  });
}
