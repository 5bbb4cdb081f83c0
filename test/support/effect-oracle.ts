// What effects make of pixels, worked out one pixel at a time from their definitions. Shares nothing with an engine.
import type { OpOf, Triple } from '../../core/index.ts';
import { labOf, rgbOfLab, type Seen } from './colours.ts';

type Colours = readonly number[];

/** The effect as a picture: of the same size and frames, RGBA. */
export type Effect<O> = (source: Seen, op: O) => Uint8Array;

export const effects = {
  matrix: ofColour<OpOf<'matrix'>>(({ rows }, rgb) => rows.map((row) => dot(row, rgb))),
  linear: ofColour<OpOf<'linear'>>(({ factors, offsets }, rgb) =>
    rgb.map((value, band) => (factors[band] as number) * value + (offsets[band] as number)),
  ),
  modulate: ofColour<OpOf<'modulate'>>(({ brightness, saturation, hue = 0 }, rgb) => {
    const [l, a, b] = labOf(rgb);
    const [chroma, angle] = [Math.hypot(a, b) * saturation, Math.atan2(b, a) + (hue * Math.PI) / 180];
    return rgbOfLab([l * brightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
  }),
  tint: ofColour<OpOf<'tint'>>((colour, rgb) => {
    const [l] = labOf(rgb);
    const [, a, b] = labOf([colour.r, colour.g, colour.b]);
    const weight = 1 - 4 * (l / 100 - 0.5) ** 2;
    return rgbOfLab([l, a * weight, b * weight]);
  }),
  normalise(source: Seen, { lower, upper }: OpOf<'normalise'>): Uint8Array {
    const lumas: number[] = [];
    for (let at = 0; at < source.rgba.length; at += 4) {
      const rgb = source.rgba.subarray(at, at + 3);
      if (source.rgba[at + 3] !== 0) lumas.push(Math.round(dot([0.2126, 0.7152, 0.0722], [...rgb])));
    }
    lumas.sort((a, b) => a - b);
    const [low, high] = [lower, upper].map((percent) => lumas[Math.floor((lumas.length * percent) / 100)]) as [
      number,
      number,
    ];
    if (low === high) return source.rgba;
    return ofColour<object>((_, rgb) => rgb.map((value) => (255 * (value - low)) / (high - low)))(source, {});
  },
  pixelate: ofPlace<OpOf<'pixelate'>>(({ side }, { width, height }, x, y) => {
    const [left, top] = [x - (x % side), y - (y % side)];
    const places = square(left, top, Math.min(side, width - left), Math.min(side, height - top));
    return (values) => mean(places.map(([px, py]) => values(px, py)));
  }),
  median: ofPlace<OpOf<'median'>>(({ side }, { width, height }, x, y) => {
    const half = (side - 1) / 2;
    const places = square(x - half, y - half, side, side).map(
      ([px, py]) => [clamp(px, 0, width - 1), clamp(py, 0, height - 1)] as const,
    );
    return (values) =>
      places.map(([px, py]) => values(px, py)).sort((a, b) => a - b)[(places.length - 1) / 2] as number;
  }),
};

/** Colours by themselves, as they are; alpha stays. */
function ofColour<O>(effect: (op: O, rgb: Colours) => Colours): Effect<O> {
  return ({ rgba }, op) => {
    const result = new Uint8ClampedArray(rgba);
    for (let at = 0; at < rgba.length; at += 4) result.set(effect(op, [...rgba.subarray(at, at + 3)]), at);
    return new Uint8Array(result.buffer);
  };
}

/** Values at other places of the frame, in premultiplied colours. */
function ofPlace<O>(
  effect: (op: O, frame: Seen, x: number, y: number) => (values: (x: number, y: number) => number) => number,
): Effect<O> {
  return (source, op) => {
    const { rgba, width, height, frames } = source;
    const result = new Uint8ClampedArray(rgba.length);
    for (let index = 0; index < frames * height * width; index += 1) {
      const frame = Math.floor(index / (width * height));
      const [x, y] = [index % width, Math.floor(index / width) % height];
      const at = (px: number, py: number) => ((frame * height + py) * width + px) * 4;
      const of = effect(op, source, x, y);
      const alpha = of((px, py) => rgba[at(px, py) + 3] as number);
      const colour = (band: number) =>
        of((px, py) => ((rgba[at(px, py) + band] as number) * (rgba[at(px, py) + 3] as number)) / 255);
      result.set([...[0, 1, 2].map((band) => (alpha === 0 ? 0 : (colour(band) * 255) / alpha)), alpha], index * 4);
    }
    return new Uint8Array(result.buffer);
  };
}

function square(left: number, top: number, width: number, height: number) {
  return Array.from(
    { length: width * height },
    (_, at) => [left + (at % width), top + Math.floor(at / width)] as const,
  );
}

function dot(row: Triple, rgb: Colours): number {
  return row[0] * (rgb[0] as number) + row[1] * (rgb[1] as number) + row[2] * (rgb[2] as number);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
