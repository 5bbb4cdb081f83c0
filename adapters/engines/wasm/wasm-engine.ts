// ImageEngine in a Worker itself: codecs in WebAssembly, and loops over RGBA for what lies between. Nothing of it blocks
// less than a decoder does, so a deadline is noticed between two steps.
import { boundsWithin } from '../../../core/engine/pixels/bounds-within.ts';
import { dominantColour } from '../../../core/engine/pixels/dominant-colour.ts';
import { type Pixels, withAlpha } from '../../../core/engine/pixels/pixels.ts';
import { thumbhashOf } from '../../../core/engine/pixels/placeholders.ts';
import { turnOf } from '../../../core/engine/turn.ts';
import {
  type BatchOutput,
  Failure,
  type FrameChoice,
  failureOf,
  type ImageEngine,
  type Limits,
  type Made,
  type OpOf,
  type PixelOp,
  type RawPixels,
  refuseAbove,
  type Size,
  sizeAfter,
  unlessAborted,
  withDeadline,
} from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { turned } from './loops/places.ts';
import { marksOf } from './marks.ts';
import { decoded, type OpenSource, openSource } from './open-source.ts';
import { carriedOut, refuseWithoutRow, type Task } from './rows.ts';
import { refuseEncoding, smallOf, written } from './write.ts';

export interface WasmEngineConfig {
  readonly limits: Limits;
}

// What package.json says, which a test holds it to; raised by hand where the loops come to other pixels.
const mark = 'wasm r2 jpeg-1.6.0 png-3.1.1 webp-1.5.0';

/** Pixels of a result, or on the way to one: a WebP encoder holds up to eighteen bytes for each. */
const mostResultPixels = 5_000_000;

export function createWasmEngine({ limits }: WasmEngineConfig): ImageEngine {
  const closing = new AbortController();
  const work = <T>(signal: AbortSignal | undefined, use: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    return withDeadline(limits.renderMillis, AbortSignal.any(signals), (stop) => unlessAborted(stop, () => use(stop)));
  };

  const made = async (
    pixels: Pixels,
    { encode, ...task }: Output,
    opened: OpenSource | undefined,
    stop: AbortSignal,
  ) => {
    const done = await carriedOut(pixels, task, stop);
    const { width, height, channels, data } = done;
    const result: Made =
      encode.op === 'keep'
        ? { bytes: data, width, height, channels }
        : { bytes: await written(done, encode, opened), width, height };
    return result;
  };

  return {
    mark,
    probe: (source, signal) =>
      work(signal, async () => {
        const opened = await openSource(source, limits);
        const small = smallOf(await decoded(opened));
        const { orientation } = opened.shape;
        const shown = turned(small, turnOf({ op: 'orient', orientation }));
        return { ...opened.shape, thumbhash: thumbhashOf(shown), dominantColor: dominantColour(shown) };
      }),
    render: ({ source, frames, ops, encode, images }, signal) =>
      work(signal, async (stop) => {
        refuse({ ops, encode }, frames);
        const opened = await openSource(source, limits);
        refuseLarge(ops, opened.shape);
        const marks = await marksOf(ops, images, limits);
        return made(await decoded(opened), { ops, marks, encode, owned: true }, opened, stop);
      }),
    async renderBatch({ source, frames, outputs, images }, tell, signal) {
      const opened = 'ext' in source ? await work(signal, () => openSource(source, limits)) : undefined;
      let pixels: Pixels | undefined;
      for (const [place, { ops, encode, unwanted }] of outputs.entries()) {
        const stop = [unwanted, signal].filter((one) => one !== undefined);
        const one = async (inTime: AbortSignal) => {
          refuse({ ops, encode }, frames);
          refuseLarge(ops, opened?.shape ?? (source as RawPixels));
          const marks = await marksOf(ops, images, limits);
          pixels ??= 'ext' in source ? await decoded(opened as OpenSource) : rgba(source);
          return made(pixels, { ops, marks, encode, owned: place === outputs.length - 1 }, opened, inTime);
        };
        tell(place, await work(AbortSignal.any(stop), one).catch(failureOf));
        signal?.throwIfAborted();
      }
    },
    bounds: ({ source, frames, ops, trim, images }, signal) =>
      work(signal, async (stop) => {
        refuse({ ops, encode: { op: 'keep' } }, frames);
        const opened = await openSource(source, limits);
        const { width, height, orientation, alpha } = opened.shape;
        const found = { left: 0, top: 0, width, height, source: { width, height, orientation, alpha } };
        if (trim === undefined) return found;
        const marks = await marksOf(ops, images, limits);
        const done = await carriedOut(await decoded(opened), { ops, marks, owned: true }, stop);
        return { ...found, ...boundsWithin(done, trim) };
      }),
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}

type Output = Task & Pick<BatchOutput, 'encode'>;

function refuse({ ops, encode }: Omit<BatchOutput, 'unwanted'>, frames: FrameChoice): void {
  if (typeof frames === 'object' && frames.from !== 0) throw cannot('frame');
  refuseWithoutRow(ops);
  if (encode.op === 'encode') refuseEncoding(encode);
}

function refuseLarge(ops: readonly PixelOp[], source: Size): void {
  let size = source;
  for (const [place, op] of ops.entries()) {
    if (op.op === 'extract') refuseOutside(op, size);
    size = sizeAfter(size, op);
    // A turn, a cut or a tone of the whole source is a second copy of it at most.
    const isLast = place === ops.length - 1;
    if (isLast || size.width * size.height > source.width * source.height) refuseResult(size);
  }
  if (ops.length === 0) refuseResult(size);
}

function refuseOutside({ left, top, width, height }: OpOf<'extract'>, size: Size): void {
  if (left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height) return;
  throw new Failure('internal', 'Expected a cut within the picture.');
}

function refuseResult({ width, height }: Size): void {
  refuseAbove(width * height, mostResultPixels, 'pixels in a result of this engine');
}

function rgba({ bytes, width, height, channels }: RawPixels): Pixels {
  if (bytes.length !== width * height * channels)
    throw new Failure('internal', 'Expected pixels that fill their rectangle.');
  const wide = withAlpha({ data: bytes, width, height, channels });
  if (wide.channels === 4) return wide;
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const grey = wide.data[at * 2] as number;
    data.set([grey, grey, grey, wide.data[at * 2 + 1] as number], at * 4);
  }
  return { data, width, height, channels: 4 };
}
