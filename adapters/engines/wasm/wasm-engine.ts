// ImageEngine in a Worker itself: codecs in WebAssembly, and loops over RGBA for what lies between. Nothing of it can be
// stopped half-way: a deadline is heard between two steps.
import { boundsWithin } from '../../../core/engine/pixels/bounds-within.ts';
import { dominantColour } from '../../../core/engine/pixels/dominant-colour.ts';
import { type Pixels, withAlpha } from '../../../core/engine/pixels/pixels.ts';
import { thumbhashOf } from '../../../core/engine/pixels/placeholders.ts';
import { turnOf } from '../../../core/engine/turn.ts';
import {
  createKeyedLock,
  Failure,
  failureOf,
  type ImageEngine,
  type Limits,
  type Made,
  type RawPixels,
  unlessAborted,
  withDeadline,
} from '../../../core/index.ts';
import { checkSizes } from './check-sizes.ts';
import { letGo } from './let-go.ts';
import { turned } from './loops/places.ts';
import { type Marks, marksOf } from './marks.ts';
import { type Described, decodeSource } from './open-source.ts';
import { type Output, refuseOutput } from './refuse-output.ts';
import { carriedOut, type Handed } from './rows.ts';
import { smallOf, written } from './write.ts';

export interface WasmEngineConfig {
  readonly limits: Limits;
}

// What package.json says, which a test holds it to; raised by hand where the loops come to other pixels.
const mark = 'wasm r2 jpeg-1.6.0 png-3.1.1 webp-1.5.0';

type Signal = AbortSignal | undefined;

export function createWasmEngine({ limits }: WasmEngineConfig): ImageEngine {
  const closing = new AbortController();
  const inTime = <T>(signal: Signal, use: (stop: AbortSignal) => Promise<T>): Promise<T> => {
    const signals = [closing.signal, signal].filter((one) => one !== undefined);
    return withDeadline(limits.renderMillis, AbortSignal.any(signals), (stop) => unlessAborted(stop, () => use(stop)));
  };
  // One after the other: there is one thread, and memory for one large picture.
  const turns = createKeyedLock();
  const inTurn = <T>(signal: Signal, use: (stop: AbortSignal) => Promise<T>): Promise<T> =>
    turns.run('', () => inTime(signal, use));

  const batch = async (
    { source, frames, outputs, images }: Parameters<ImageEngine['renderBatch']>[0],
    tell: (place: number, made: Made | Failure) => void,
    signal: Signal,
  ): Promise<void> => {
    const ready: (readonly [place: number, Marks])[] = [];
    for (const [place, output] of outputs.entries()) {
      const prepare = async () => {
        refuseOutput(output, frames);
        return marksOf(output.ops, images, limits);
      };
      const marks = await inTime(stopOf(signal, output.unwanted), prepare).catch(failureOf);
      if (marks instanceof Failure) tell(place, marks);
      else ready.push([place, marks]);
      signal?.throwIfAborted();
    }
    if (ready.length === 0) return;
    const from = await inTime(signal, async () => given(source));
    const size = from.about ?? (source as RawPixels);
    for (const [place, marks] of ready) {
      const output = outputs[place] as Output;
      // Pixels that were handed over stay their owner's.
      const isLast = 'ext' in source && place === ready.at(-1)?.[0];
      const one = async (stop: AbortSignal) => {
        checkSizes(output, size);
        return made(from, output, { marks, isLast, stop });
      };
      tell(place, await inTime(stopOf(signal, outputs[place]?.unwanted), one).catch(failureOf));
      signal?.throwIfAborted();
    }
  };

  const given = async (source: Parameters<ImageEngine['renderBatch']>[0]['source']) =>
    'ext' in source ? decodeSource(source, limits) : { about: undefined, pixels: rgba(source) };

  return {
    mark,
    probe: (source, signal) =>
      inTurn(signal, async () => {
        const { about, pixels } = await decodeSource(source, limits);
        const { byteLength: _, ...shape } = about;
        const shown = turned(smallOf(pixels), turnOf({ op: 'orient', orientation: shape.orientation }));
        const found = { ...shape, thumbhash: thumbhashOf(shown), dominantColor: dominantColour(shown) };
        letGo(pixels.data);
        return found;
      }),
    render: ({ source, frames, images, ...output }, signal) =>
      inTurn(signal, async (stop) => {
        refuseOutput(output, frames);
        const marks = await marksOf(output.ops, images, limits);
        const from = await decodeSource(source, limits, (shape) => checkSizes(output, shape));
        return made(from, output, { marks, isLast: true, stop });
      }),
    renderBatch: (task, tell, signal) => turns.run('', () => batch(task, tell, signal)),
    bounds: ({ source, frames, ops, trim, images }, signal) =>
      inTurn(signal, async (stop) => {
        const output: Output = { ops, encode: { op: 'keep' } };
        refuseOutput(output, frames);
        const marks = await marksOf(ops, images, limits);
        const from = await decodeSource(source, limits, (shape) => checkSizes(output, shape));
        const { width, height, orientation, alpha } = from.about;
        const found = { left: 0, top: 0, width, height, source: { width, height, orientation, alpha } };
        if (trim === undefined) return found;
        const done = await carriedOut(from, { ops, marks }, true, stop);
        const bounds = boundsWithin(done, trim);
        letGo(done.data);
        return { ...found, ...bounds };
      }),
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}

function stopOf(signal: Signal, unwanted: Signal): AbortSignal {
  return AbortSignal.any([signal, unwanted].filter((one) => one !== undefined));
}

/** Of pixels that were handed over nothing is known. */
type Source = Handed & { readonly about: Described | undefined };

interface Making {
  readonly marks: Marks;
  /** Nobody else needs the pixels. */
  readonly isLast: boolean;
  readonly stop: AbortSignal;
}

async function made(from: Source, { ops, encode }: Output, { marks, isLast, stop }: Making): Promise<Made> {
  const done = await carriedOut(from, { ops, marks }, isLast, stop);
  const { width, height, channels, data } = done;
  if (encode.op === 'keep') return { bytes: data, width, height, channels };
  const bytes = await written(done, encode, from.about);
  if (from.pixels?.data !== data) letGo(data);
  return { bytes, width, height };
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
