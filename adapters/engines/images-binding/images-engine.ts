// ImageEngine over the Images binding of Cloudflare Workers: every pixel is made there, nothing of it here. What is sent
// for an operation: rows.ts. What cannot be had fails with `not-supported`, before anything is sent.
import { boundsWithin } from '../../../core/engine/pixels/bounds-within.ts';
import { dominantColour } from '../../../core/engine/pixels/dominant-colour.ts';
import { thumbhashOf } from '../../../core/engine/pixels/placeholders.ts';
import {
  type Bounds,
  Failure,
  failureOf,
  type ImageEngine,
  type Limits,
  type Probe,
  type Size,
  sizeAfter,
  unlessAborted,
  withDeadline,
} from '../../../core/index.ts';
import { callsOf } from './calls.ts';
import { cannot } from './cannot.ts';
import { look, lookSmall } from './look.ts';
import { openSource } from './open-source.ts';
import { render } from './render.ts';
import type { Images } from './send.ts';
import { fromUpright, uprightSize } from './upright.ts';
import { whoseFault } from './whose-fault.ts';

export interface ImagesEngineConfig {
  readonly images: Images;
  readonly limits: Limits;
}

// Raised by hand when other calls are sent for the same operations. Which version makes the pixels nobody is told.
const mark = 'cloudflare-images r1.0';

/** Pixels of a picture that is looked at whole: it is held twice, beside 128 MB for everything. */
const mostLookedAt = 6_000_000;

export function createImagesEngine({ images, limits }: ImagesEngineConfig): ImageEngine {
  const closing = new AbortController();
  const work = <T>(signal: AbortSignal | undefined, use: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    // What was sent cannot be called back.
    return withDeadline(limits.renderMillis, AbortSignal.any(signals), (stop) => unlessAborted(stop, () => use(stop)));
  };

  return {
    mark,
    probe: (source, signal) =>
      work(signal, async () => {
        const { bytes, shape } = await openSource(source, limits);
        const small = await lookSmall(images, { bytes, calls: [], images: [] }, uprightSize(shape)).catch(
          async (error) => Promise.reject(await whoseFault(images, error)),
        );
        const probe: Probe = { ...shape, thumbhash: thumbhashOf(small), dominantColor: dominantColour(small) };
        return probe;
      }),
    render: (task, signal) => work(signal, async () => render(images, await openSource(task.source, limits), task)),
    async renderBatch({ source, frames, outputs, images: marks = [] }, made, signal) {
      if (!('ext' in source)) throw cannot('pixels that are handed over');
      const opened = await work(signal, () => openSource(source, limits));
      for (const [place, { ops, encode, unwanted }] of outputs.entries()) {
        const stop = unwanted && signal ? AbortSignal.any([unwanted, signal]) : (unwanted ?? signal);
        const one = () => {
          if (encode.op === 'keep') throw cannot('pixels that are handed over');
          return work(stop, () => render(images, opened, { frames, ops, encode, images: marks }));
        };
        made(place, await Promise.resolve().then(one).catch(failureOf));
        signal?.throwIfAborted();
      }
    },
    bounds: ({ source, frames, ops, trim, images: marks = [] }, signal) =>
      work(signal, async (): Promise<Bounds> => {
        const { bytes, shape } = await openSource(source, limits);
        if (typeof frames === 'object') throw cannot('frame');
        const { width, height, orientation, alpha } = shape;
        const known = { source: { width, height, orientation, alpha } };
        if (trim === undefined) return { left: 0, top: 0, width, height, ...known };
        const end = ops.reduce<Size>(sizeAfter, shape);
        if (shape.animated) throw cannot('trim=border of an animation');
        if (end.width * end.height > mostLookedAt) throw cannot(`trim=border of more than ${mostLookedAt} pixels`);
        const calls = callsOf(fromUpright(ops, shape), uprightSize(shape));
        return { ...boundsWithin(await look(images, { bytes, calls, images: marks }), trim), ...known };
      }),
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}
