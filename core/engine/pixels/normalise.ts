// Stretches the values over their whole range. All frames together, so that an animation does not flicker.
import type { OpOf } from '../op.ts';
import { lookUp } from './look-up.ts';
import type { Pixels } from './pixels.ts';

export function normalise(frames: readonly Pixels[], { lower, upper }: OpOf<'normalise'>): readonly Pixels[] {
  const counts = new Float64Array(256);
  for (const frame of frames) countLuma(frame, counts);
  const seen = counts.reduce((sum, count) => sum + count, 0);
  const low = valueAt(counts, (seen * lower) / 100);
  const high = valueAt(counts, (seen * upper) / 100);
  // One tone has nothing to be stretched.
  if (high <= low) return frames;
  const line = Uint8ClampedArray.from(counts, (_, value) => (255 * (value - low)) / (high - low));
  for (const frame of frames) lookUp(frame, line);
  return frames;
}

// ITU-R BT.709. What is clear cannot be seen.
function countLuma({ data, channels }: Pixels, counts: Float64Array): void {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const alpha = channels % 2 === 0 ? channels - 1 : undefined;
  for (let at = 0; at < data.length; at += channels) {
    if (alpha !== undefined && data[at + alpha] === 0) continue;
    const light =
      0.2126 * (data[at] as number) + 0.7152 * (data[at + green] as number) + 0.0722 * (data[at + blue] as number);
    const luma = Math.round(light);
    counts[luma] = (counts[luma] as number) + 1;
  }
}

/** The first value at which more than `share` pixels have been counted. */
function valueAt(counts: Float64Array, share: number): number {
  let passed = 0;
  return counts.findIndex((count) => {
    passed += count;
    return passed > share;
  });
}
