// ImageEngine over sharp, in this process. A decoder that is taken over or runs away here takes the process with it:
// put it behind the pool wherever processes can be started.
import sharp from 'sharp';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../core/failure.ts';
import { withDeadline } from '../../../core/flow/deadline.ts';
import { unlessAborted } from '../../../core/flow/unless-aborted.ts';
import type { BatchOutput, Ext, ForeignModule, ImageEngine, Limits, PixelOp, RenderTask } from '../../../core/index.ts';
import { bounds } from './bounds.ts';
import { createFocus } from './faces/focus.ts';
import { markOf } from './mark.ts';
import { createPatch } from './overlay/patches.ts';
import { createOwnDecoder } from './own-decoder.ts';
import { probe } from './probe.ts';
import { createBindModules } from './raw/foreign.ts';
import { render } from './render.ts';
import { renderBatch, type TellMade } from './render-batch.ts';
import { allowLoaders, openSource } from './source.ts';
import { type Origin, type Still, stillOf, stillOfPixels } from './still.ts';

export interface SharpEngineConfig {
  readonly limits: Limits;
  /** Formats that may be decoded. */
  readonly inputs: readonly Ext[];
  /** Third-party modules that work on pixels. */
  readonly modules?: readonly ForeignModule[];
}

/** Settings of libvips belong to the process: two engines in one process must have the same inputs. */
export function createSharpEngine({ limits, inputs, modules = [] }: SharpEngineConfig): ImageEngine {
  // Its cache gave no speed and cost memory; parallel work is parallel tasks.
  sharp.cache(false);
  sharp.concurrency(1);
  allowLoaders(inputs);
  const decodeOwn = createOwnDecoder(inputs);
  const closing = new AbortController();
  const bind = createBindModules(modules);
  const patchImages = createPatch((source) => openSource(source, 'first', inputs, limits));
  const patch: typeof patchImages = async (ops, ...given) => bind(await patchImages(ops, ...given));
  const focus = createFocus();
  // What has to be known of a list before it is carried out: the pixels of its marks, and where faces are.
  const prepared = async (ops: readonly PixelOp[], images: RenderTask['images'], still: Still, stop: AbortSignal) =>
    focus(await patch(ops, images, stop), still, stop);

  const work = <S, T>(
    open: () => Promise<S>,
    signal: AbortSignal | undefined,
    use: (source: S, signal: AbortSignal, restart: () => void) => Promise<T>,
  ): Promise<T> => {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    return withDeadline(limits.renderMillis, AbortSignal.any(signals), (stop, restart) =>
      // Native work ends by itself; nothing here can stop it.
      unlessAborted(stop, async () => use(await open(), stop, restart)),
    );
  };

  return {
    mark: markOf(sharp.versions),
    probe: (source, signal) => work(() => openSource(source, 'all', inputs, limits), signal, probe),
    render(task, signal) {
      const { source, frames, ops, images } = task;
      // A profile is not among what is remembered of a source.
      const looked = task.encode.icc !== undefined && source.ext === 'jpg';
      const open = () => openSource(source, frames, inputs, limits, looked ? undefined : ops);
      const { byteLength } = source;
      return work(open, signal, async (opened, stop) => {
        const still = stillOf({ source: opened, byteLength });
        return render({ ...task, byteLength, ops: await prepared(ops, images, still, stop) }, opened, decodeOwn, stop);
      });
    },
    renderBatch(batch, made, signal) {
      const { source, frames, images } = batch;
      const open = async (): Promise<Origin | Pixels> => {
        if (!('ext' in source)) return { ...source, data: source.bytes };
        return { source: await openSource(source, frames, inputs, limits), byteLength: source.byteLength };
      };
      return work(open, signal, async (opened, stop, restart) => {
        const tell: TellMade = (place, result) => {
          restart();
          if (!stop.aborted) made(place, result);
        };
        const still = 'data' in opened ? stillOfPixels(opened) : stillOf(opened);
        const outputs: BatchOutput[] = [];
        for (const output of batch.outputs) {
          outputs.push({ ...output, ops: await prepared(output.ops, images, still, stop) });
        }
        return renderBatch({ outputs, frames }, opened, decodeOwn, tell, stop);
      });
    },
    bounds(task, signal) {
      const { source, frames, ops, images } = task;
      const open = () => openSource(source, frames, inputs, limits);
      return work(open, signal, async (opened, stop) => {
        const still = stillOf({ source: opened, byteLength: source.byteLength });
        return bounds({ ...task, ops: await prepared(ops, images, still, stop) }, opened, source.byteLength, stop);
      });
    },
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
    },
  };
}
