// Carries out a task: one decode, the passes, one encode. Animations go frame by frame, so that no operation
// sees two frames at once: a strip of frames turned, mirrored, blurred or scaled as a whole reverses or mixes them.

import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../core/failure.ts';
import { formats } from '../../../core/image/format.ts';
import type { EncodeOp, EngineSource, PixelOp, Rendered, RenderTask, Size } from '../../../core/index.ts';
import { checkAnimation } from './check-header.ts';
import { type Beside, easier, encodeWith, type PictureOp } from './encode.ts';
import { judgeOf } from './judge.ts';
import { type Label, labelOf } from './metadata/label.ts';
import type { OwnDecoder } from './own-decoder.ts';
import { type Pass, planPasses } from './passes.ts';
import { framesOf, fromPixels, joined, run, toPixels, type Written } from './pixels.ts';
import { applyRaw } from './raw.ts';
import { isSearched, largestThatFits, leastQuality } from './search.ts';
import type { OpenSource } from './source.ts';
import { applySteps, type Step } from './step.ts';
import { type Begun, begun, checked, type Feed, type Origin, ofPixels, type Still, stillOf, through } from './still.ts';
import { isText, textOf } from './texts.ts';
import { opsInP3 } from './to-p3.ts';

/** `byteLength` is the source's. */
export type SourceTask = Omit<RenderTask, 'source'> & Pick<EngineSource, 'byteLength'>;

export function render(
  task: SourceTask,
  source: OpenSource,
  decode: OwnDecoder,
  signal: AbortSignal,
): Promise<Rendered> {
  const animated = source.frames > 1 && formats[task.encode.ext].animation;
  if (animated) return renderFrames(task, source, decode, signal);
  return renderStill(task, stillOf({ source, byteLength: task.byteLength }), decode, signal);
}

export async function renderStill(
  task: Pick<RenderTask, 'ops' | 'encode'>,
  still: Still,
  decode: OwnDecoder,
  signal: AbortSignal,
): Promise<Rendered> {
  const { encode } = task;
  const { ops, from, wide } = inSpace(encode, await begun(task.ops, still, signal));
  const plan = planPasses(ops, from);
  const label = await labelFor(encode, from.origin, wide);
  // Raw pixels carry nothing that a writer could make something of: the AVIF writer a rotation of the orientation tag,
  // the others a thumbnail of what was redacted.
  const bare: Pass[] = (encode.ext === 'avif' && from.tagged) || label !== undefined ? [{ raw: [], steps: [] }] : [];
  const feed = await through([...plan.passes, ...bare], from.feed, signal);
  const { ext } = encode;
  if (!isText(ext)) return encoded(feed, { ...encode, ext }, { label }, plan, decode, signal);
  if (from.origin === undefined) throw new Failure('internal', `Expected a source to make ${ext} of.`);
  const pixels = await toPixels(feed.reading, signal, feed.image);
  const bytes = await textOf(ext, { pixels, op: encode, ...from.origin, signal });
  return checked({ bytes, width: pixels.width, height: pixels.height }, plan);
}

/** Where the result is in Display P3 and the source has more colours than sRGB, all work is done in that space. */
function inSpace({ icc }: EncodeOp, { ops, from }: Begun): Begun & { readonly wide: boolean } {
  const image = from.feed.reading === 'source' ? from.origin?.source.wide : undefined;
  if (icc === undefined || image === undefined) return { ops, from, wide: false };
  return { ops: opsInP3(ops), from: { ...from, plain: false, feed: { reading: 'source', image } }, wide: true };
}

async function labelFor(encode: EncodeOp, origin: Origin | undefined, wide: boolean): Promise<Label | undefined> {
  if (isText(encode.ext) || (encode.metadata === undefined && encode.icc === undefined)) return undefined;
  if (origin === undefined) throw new Failure('internal', 'Expected a source to take metadata from.');
  return labelOf(encode, origin.source.input, wide);
}

async function renderFrames(
  task: SourceTask,
  source: OpenSource,
  decode: OwnDecoder,
  signal: AbortSignal,
): Promise<Rendered> {
  const { ops } = task;
  // Only formats of pictures have animations.
  const encode = task.encode as AskedOp;
  const { delay, loop } = source;
  const label = await labelFor(encode, { source, byteLength: task.byteLength }, false);
  const animation = { ...(delay && { delay }), ...(loop === undefined ? {} : { loop }), label };
  const all: Feed = { reading: 'source', image: () => source.image('all') };
  if (ops.length === 0 && label === undefined) {
    checkAnimation(ops, source, source.animationPixels);
    return encoded(all, encode, animation, source, decode, signal);
  }
  const frames = await framesAfter(ops, source, signal);
  const [{ width, height }] = frames as readonly [Pixels];
  const expected = checked({ width, height }, planPasses(ops, { ...source, plain: true }));
  return encoded(ofPixels(joined(frames), expected.height), encode, animation, expected, decode, signal);
}

/** What the operations make of all frames of an animation, one by one. */
export async function framesAfter(
  ops: readonly PixelOp[],
  source: OpenSource,
  signal: AbortSignal,
): Promise<readonly Pixels[]> {
  checkAnimation(ops, source, source.animationPixels);
  const strip = await toPixels('source', signal, () => source.image('all'));
  const plan = planPasses(ops, { ...source, plain: true });
  // Pass by pass and not frame by frame: some of what is done to raw pixels has to see all frames.
  let frames: readonly Pixels[] = [...framesOf(strip, source.height)];
  for (const { raw, steps } of plan.passes) {
    frames = await applyRaw(frames, raw, signal);
    frames = await stepFrames(frames, steps, signal);
  }
  return frames;
}

async function stepFrames(
  frames: readonly Pixels[],
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<readonly Pixels[]> {
  if (steps.length === 0) return frames;
  const done: Pixels[] = [];
  for (const frame of frames) done.push(await toPixels('pixels', signal, () => applySteps(fromPixels(frame), steps)));
  return done;
}

/** A picture's encoding as it was asked for: what has to be searched for is still to be settled. */
type AskedOp = EncodeOp & Pick<PictureOp, 'ext'>;

async function encoded(
  feed: Feed,
  op: AskedOp,
  animation: Beside,
  expected: Size,
  decode: OwnDecoder,
  signal: AbortSignal,
): Promise<Rendered> {
  const { data, info } = isSearched(op)
    ? await searched(feed, op, animation, expected, decode, signal)
    : await write(feed, op as PictureOp, animation, signal);
  const { width, pageHeight: height = info.height } = info;
  return checked({ bytes: data, width, height }, expected);
}

async function searched(
  feed: Feed,
  { quality, maxBytes, ...rest }: AskedOp,
  animation: Beside,
  { height }: Size,
  decode: OwnDecoder,
  signal: AbortSignal,
): Promise<Written> {
  const pixels = await toPixels(feed.reading, signal, feed.image);
  const again = ofPixels(pixels, pixels.height === height ? undefined : height);
  const op =
    quality === 'auto'
      ? await leastQuality(rest, await judgeOf(pixels, decode, signal))
      : { ...rest, ...(quality && { quality }) };
  const attempt = (how: PictureOp) => write(again, how, animation, signal);
  return maxBytes === undefined ? attempt(op) : largestThatFits(op, maxBytes, attempt);
}

async function write(
  { reading, image }: Feed,
  op: PictureOp,
  animation: Beside,
  signal: AbortSignal,
): Promise<Written> {
  const attempt = (how: PictureOp) => run(reading, signal, () => encodeWith(image(), how, animation));
  try {
    return await attempt(op);
  } catch (error) {
    const next = easier(op);
    // Damage, limits and time-outs would be the same again.
    if (next === undefined || !(error instanceof Failure) || error.code !== 'internal') throw error;
    return attempt(next);
  }
}
