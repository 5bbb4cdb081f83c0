// Searches for an encoding of pixels: the least quality that looks like them, or the best that fits into a number of
// bytes. The picture is decoded and made once; only its encoding is tried several times.

import { Failure } from '../../../core/failure.ts';
import type { EncodeOp } from '../../../core/index.ts';
import type { PictureOp } from './encode.ts';
import type { Written } from './pixels.ts';

/** Whether what `op` makes looks enough like the pixels. */
export type Judge = (op: PictureOp) => Promise<boolean>;

export type Attempt = (op: PictureOp) => Promise<Written>;

// Below the first, the codecs save bytes by blocks and smears that no score excuses; above the second they spend
// them on what nobody sees. A format without a row has no quality.
const autoQualities: Readonly<Record<string, { least: number; most: number; unjudged: number }>> = {
  jpg: { least: 30, most: 95, unjudged: 80 },
  webp: { least: 30, most: 95, unjudged: 80 },
  avif: { least: 25, most: 90, unjudged: 50 },
};

export function isSearched({ quality, maxBytes }: EncodeOp): boolean {
  return quality === 'auto' || maxBytes !== undefined;
}

/**
 * The least quality that `judge` accepts, to within two; the highest of the format's range where it accepts none, and
 * the format's usual one where there is no judge.
 */
export async function leastQuality(op: PictureOp, judge: Judge | undefined): Promise<PictureOp> {
  const range = autoQualities[op.ext];
  if (range === undefined) return op;
  if (judge === undefined) return { ...op, quality: range.unjudged };
  let refused = range.least - 1;
  let accepted = range.most;
  while (accepted - refused > 2) {
    const quality = Math.round((refused + accepted) / 2);
    if (await judge({ ...op, quality })) accepted = quality;
    else refused = quality;
  }
  return { ...op, quality: accepted };
}

/** `op` if it fits, else the best below it that does, found by halves. Fails with `over-limit` where nothing fits. */
export async function largestThatFits(op: PictureOp, maxBytes: number, attempt: Attempt): Promise<Written> {
  const asked = await attempt(op);
  const fits = ({ data }: Written) => data.byteLength <= maxBytes;
  if (fits(asked)) return asked;
  const steps = stepsBelow(op);
  let found: Written | undefined;
  let smallest = asked.data.byteLength;
  for (let [low, high] = [0, steps.length - 1]; low <= high; ) {
    const step = Math.floor((low + high) / 2);
    const tried = await attempt(steps[step] as PictureOp);
    smallest = Math.min(smallest, tried.data.byteLength);
    if (fits(tried)) [found, low] = [tried, step + 1];
    else high = step - 1;
  }
  if (found !== undefined) return found;
  throw new Failure(
    'over-limit',
    `Expected a result of at most ${maxBytes} bytes but the smallest has ${smallest}; ask for fewer pixels.`,
    { subject: 'max-bytes', limit: maxBytes },
  );
}

// Fewer bytes come of less quality, or where a format has none, of fewer colours: as many as its bits can number, since
// the encoders take no count between them.
function stepsBelow(op: PictureOp): readonly PictureOp[] {
  const { quality, colors = 257 } = op;
  if (quality !== undefined) return Array.from({ length: quality - 1 }, (_, below) => ({ ...op, quality: below + 1 }));
  const bits = op.ext === 'png' ? [1, 2, 4, 8] : [1, 2, 3, 4, 5, 6, 7, 8];
  return bits
    .map((each) => 2 ** each)
    .filter((count) => count < colors)
    .map((count) => ({ ...op, colors: count }));
}
