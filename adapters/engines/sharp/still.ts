// A still picture on its way through sharp: what it is made of, and how far a list of operations is carried out into pixels.
import type { Sharp } from 'sharp';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../core/failure.ts';
import type { OpOf, PixelOp, Size } from '../../../core/index.ts';
import { sizeAfter } from '../../../core/pipeline/size-after.ts';
import { type Given, type Pass, planPasses } from './passes.ts';
import { fromPixels, toPixels } from './pixels.ts';
import { applyRaw } from './raw.ts';
import { type OpenSource, shrunkTo } from './source.ts';
import { applySteps } from './step.ts';
import type { Reading } from './translate.ts';

/** Work that sharp has not begun yet. */
export interface Feed {
  readonly reading: Reading;
  image(): Sharp;
}

export interface Origin {
  readonly source: OpenSource;
  readonly byteLength: number;
}

/** The first frame of a source, or pixels. */
export interface Still extends Given {
  readonly feed: Feed;
  /** Whether sharp sees an EXIF orientation in it. */
  readonly tagged: boolean;
  /** Undefined of pixels that came without their source. */
  readonly origin: Origin | undefined;
  shrunk(by: OpOf<'shrink'>['by']): Sharp;
  /** Where it is pixels already. */
  readonly pixels?: Pixels;
}

export function stillOf(origin: Origin): Still {
  const { source } = origin;
  const { width, height, plain, alpha } = source;
  const feed: Feed = { reading: 'source', image: () => source.image('first') };
  const tagged = source.orientation !== 1;
  return { width, height, plain, alpha, feed, tagged, origin, shrunk: (by) => source.shrunk(by) };
}

export function stillOfPixels(pixels: Pixels, origin?: Origin): Still {
  const { width, height, channels } = pixels;
  const feed = ofPixels(pixels);
  const shrunk: Still['shrunk'] = (by) => shrunkTo(feed.image(), sizeAfter(pixels, { op: 'shrink', by }));
  return { width, height, plain: true, alpha: channels % 2 === 0, feed, tagged: false, origin, shrunk, pixels };
}

export function ofPixels(pixels: Pixels, pageHeight?: number): Feed {
  return { reading: 'pixels', image: () => fromPixels(pixels, pageHeight) };
}

/** The operations up to the first point where there are pixels; empty where there is none. */
export function headOf(ops: readonly PixelOp[]): readonly PixelOp[] {
  if (ops[0]?.op === 'shrink') return ops.slice(0, 1);
  return ops.slice(0, ops.findIndex(({ op }) => op === 'hold') + 1);
}

/** The picture at the last point where there are pixels, and what is left to do to it. */
export async function begun(ops: readonly PixelOp[], still: Still, signal: AbortSignal): Promise<Begun> {
  const head = headOf(ops);
  if (head.length === 0) return { ops, from: still };
  const pixels = await pixelsAfter(head, still, signal);
  return begun(ops.slice(head.length), stillOfPixels(pixels, still.origin), signal);
}

export interface Begun {
  readonly ops: readonly PixelOp[];
  readonly from: Still;
}

/** What the operations make of it, not encoded. */
export async function pixelsAfter(ops: readonly PixelOp[], still: Still, signal: AbortSignal): Promise<Pixels> {
  const [first] = ops;
  if (first === undefined && still.pixels !== undefined) return still.pixels;
  if (first?.op === 'shrink' && ops.length === 1) {
    // Carried out by itself: sharp would look for a shrink of its own under the name that tells libvips of this one.
    const shrunk = await toPixels(still.feed.reading, signal, () => still.shrunk(first.by));
    return checked(shrunk, sizeAfter(still, first));
  }
  if (ops.at(-1)?.op === 'hold') return pixelsAfter(ops.slice(0, -1), still, signal);
  const { ops: rest, from } = await begun(ops, still, signal);
  const plan = planPasses(rest, from);
  const { reading, image } = await through(plan.passes, from.feed, signal);
  return checked(await toPixels(reading, signal, image), plan);
}

/** Runs all passes but the last, which is left to whoever writes the result. */
export async function through(passes: readonly Pass[], first: Feed, signal: AbortSignal): Promise<Feed> {
  let feed = first;
  for (const [index, { raw, steps }] of passes.entries()) {
    if (index > 0) {
      const [pixels] = await applyRaw([await toPixels(feed.reading, signal, feed.image)], raw, signal);
      feed = ofPixels(pixels as Pixels);
    }
    const { reading, image } = feed;
    feed = { reading, image: () => applySteps(image(), steps) };
  }
  return feed;
}

export function checked<T extends Size>(made: T, expected: Size): T {
  const { width, height } = made;
  if (width === expected.width && height === expected.height) return made;
  throw new Failure(
    'internal',
    `Expected a result of ${expected.width} × ${expected.height} pixels but made one of ${width} × ${height}.`,
  );
}
