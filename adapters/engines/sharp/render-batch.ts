// Several results of one still picture: what their lists of operations begin with in common is done once, and its raw
// pixels are handed to what follows. Each result is the same, to the byte, as if it had been rendered by itself.

import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../core/failure.ts';
import type { BatchOutput, Made, PixelOp, RenderBatch } from '../../../core/index.ts';
import type { OwnDecoder } from './own-decoder.ts';
import { render, renderStill } from './render.ts';
import { headOf, type Origin, pixelsAfter, type Still, stillOf, stillOfPixels } from './still.ts';

export type TellMade = (place: number, result: Made | Failure) => void;

interface Pending extends BatchOutput {
  readonly place: number;
}

/** Fails only when it is aborted. Results that may be animations are made one by one. */
export async function renderBatch(
  { outputs, frames }: Pick<RenderBatch, 'outputs' | 'frames'>,
  source: Origin | Pixels,
  decode: OwnDecoder,
  made: TellMade,
  signal: AbortSignal,
): Promise<void> {
  const still = 'source' in source ? stillOf(source) : stillOfPixels(source);
  const animated = 'source' in source && source.source.frames > 1 ? source : undefined;

  const wanted = (pending: readonly Pending[]): readonly Pending[] => {
    const left = Map.groupBy(pending, ({ unwanted }) => unwanted?.aborted === true);
    for (const { place } of left.get(true) ?? []) made(place, nobodyWaits());
    return left.get(false) ?? [];
  };

  const share = async (pending: readonly Pending[], from: Still): Promise<void> => {
    for (const all of groupsOf(pending)) {
      const group = wanted(all);
      if (group.length === 0) continue;
      const held = animated ? [] : heldOf(group, from);
      if (held.length === 0) await each(group, from);
      else {
        const pixels = await attempt(group, () => pixelsAfter(held, from, signal));
        if (pixels !== undefined) await share(group.map(without(held)), stillOfPixels(pixels, from.origin));
      }
    }
  };

  const each = async (group: readonly Pending[], from: Still): Promise<void> => {
    for (const one of group) {
      const [output] = wanted([one]);
      if (output === undefined) continue;
      const result = await attempt([output], () => make(output, from));
      if (result !== undefined) made(output.place, result);
    }
  };

  const make = async ({ ops, encode }: Pending, from: Still): Promise<Made> => {
    if (encode.op === 'keep') return madeOf(await pixelsAfter(ops, from, signal));
    if (animated !== undefined) {
      return render({ frames, ops, encode, byteLength: animated.byteLength }, animated.source, decode, signal);
    }
    return renderStill({ ops, encode }, from, decode, signal);
  };

  const attempt = async <T>(group: readonly Pending[], work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw error;
      const failure =
        error instanceof Failure ? error : new Failure('internal', 'The image could not be rendered.', {}, error);
      for (const { place } of group) made(place, failure);
      return undefined;
    }
  };

  await share(
    outputs.map((output, place) => ({ ...output, place })),
    still,
  );
}

function nobodyWaits(): Failure {
  return new Failure('aborted', 'The client left before the answer was ready.');
}

function madeOf({ data, width, height, channels }: Pixels): Made {
  return { bytes: data, width, height, channels };
}

/** Those that have the same head, or without one the same list, in the order in which the first of each group comes. */
function groupsOf(pending: readonly Pending[]): readonly Pending[][] {
  return [...Map.groupBy(pending, ({ ops }) => JSON.stringify([headOf(ops), headOf(ops).length > 0 || ops])).values()];
}

/** What of a group's operations is carried out into pixels once. */
function heldOf(group: readonly Pending[], { feed }: Still): readonly PixelOp[] {
  const { ops } = group[0] as Pending;
  const head = headOf(ops);
  if (head.length > 0) return head;
  // The same pixels in several formats. Of a source, its density would be lost on the way.
  return group.length > 1 && feed.reading === 'pixels' ? ops : [];
}

function without(held: readonly PixelOp[]) {
  return ({ ops, ...output }: Pending): Pending => ({ ...output, ops: ops.slice(held.length) });
}
