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
  type PixelOp,
  refuseAbove,
  type Size,
  sizeAfter,
  unlessAborted,
  withDeadline,
} from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { decoded, type OpenSource, openSource } from './open-source.ts';
import { turned } from './places.ts';
import { carriedOut, refuseWithoutRow } from './rows.ts';
import { refuseEncoding, smallOf, written } from './write.ts';

export interface WasmEngineConfig {
  readonly limits: Limits;
}

// What package.json says, which a test holds it to; raised by hand where the loops come to other pixels.
const mark = 'wasm r1 jpeg-1.6.0 png-3.1.1 webp-1.5.0 resize-2.1.1';

/** Pixels of a result, or on the way to one: a WebP encoder holds up to eighteen bytes for each. */
const mostResultPixels = 5_000_000;

export function createWasmEngine({ limits }: WasmEngineConfig): ImageEngine {
  const closing = new AbortController();
  const work = <T>(signal: AbortSignal | undefined, use: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    return withDeadline(limits.renderMillis, AbortSignal.any(signals), (stop) => unlessAborted(stop, () => use(stop)));
  };

  const made = async (pixels: Pixels, output: BatchOutput, source: OpenSource | undefined, signal: AbortSignal) => {
    const { ops, encode } = output;
    const done = await carriedOut(pixels, ops, signal);
    const { width, height, channels, data } = done;
    const result: Made =
      encode.op === 'keep'
        ? { bytes: data, width, height, channels }
        : { bytes: await written(done, encode, source), width, height };
    return result;
  };

  return {
    mark,
    probe: (source, signal) =>
      work(signal, async () => {
        const opened = await openSource(source, limits);
        const small = await smallOf(await decoded(opened));
        const { orientation } = opened.shape;
        const shown = turned(small, turnOf({ op: 'orient', orientation }));
        return { ...opened.shape, thumbhash: thumbhashOf(shown), dominantColor: dominantColour(shown) };
      }),
    render: ({ source, frames, ops, encode }, signal) =>
      work(signal, async (stop) => {
        refuse({ ops, encode }, frames);
        const opened = await openSource(source, limits);
        refuseLarge(ops, opened.shape);
        return made(await decoded(opened), { ops, encode }, opened, stop);
      }),
    async renderBatch({ source, frames, outputs }, tell, signal) {
      const opened = 'ext' in source ? await work(signal, () => openSource(source, limits)) : undefined;
      const pixels = 'ext' in source ? await decoded(opened as OpenSource) : rgba(source);
      for (const [place, output] of outputs.entries()) {
        const stop = [output.unwanted, signal].filter((one) => one !== undefined);
        const one = async (inTime: AbortSignal) => {
          refuse(output, frames);
          refuseLarge(output.ops, pixels);
          // Loops work in place: every output has pixels of its own.
          return made({ ...pixels, data: pixels.data.slice() }, output, opened, inTime);
        };
        tell(place, await work(AbortSignal.any(stop), one).catch(failureOf));
        signal?.throwIfAborted();
      }
    },
    bounds: ({ source, frames, ops, trim }, signal) =>
      work(signal, async (stop) => {
        refuse({ ops, encode: { op: 'keep' } }, frames);
        const opened = await openSource(source, limits);
        const { width, height, orientation, alpha } = opened.shape;
        const found = { left: 0, top: 0, width, height, source: { width, height, orientation, alpha } };
        if (trim === undefined) return found;
        return { ...found, ...boundsWithin(await carriedOut(await decoded(opened), ops, stop), trim) };
      }),
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}

function refuse({ ops, encode }: BatchOutput, frames: FrameChoice): void {
  if (typeof frames === 'object' && frames.from !== 0) throw cannot('frame');
  refuseWithoutRow(ops);
  if (encode.op === 'encode') refuseEncoding(encode);
}

function refuseLarge(ops: readonly PixelOp[], source: Size): void {
  let size = source;
  for (const [place, op] of ops.entries()) {
    size = sizeAfter(size, op);
    // A turn, a cut or a tone of the whole source is a second copy of it at most.
    const isLast = place === ops.length - 1;
    if (isLast || size.width * size.height > source.width * source.height) refuseResult(size);
  }
  if (ops.length === 0) refuseResult(size);
}

function refuseResult({ width, height }: Size): void {
  refuseAbove(width * height, mostResultPixels, 'pixels in a result of this engine');
}

function rgba({ bytes, width, height, channels }: { readonly bytes: Uint8Array } & Omit<Pixels, 'data'>): Pixels {
  const wide = withAlpha({ data: bytes, width, height, channels });
  if (wide.channels === 4) return wide;
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const grey = wide.data[at * 2] as number;
    data.set([grey, grey, grey, wide.data[at * 2 + 1] as number], at * 4);
  }
  return { data, width, height, channels: 4 };
}
