// Renders results of their source's mezzanine.
import type { MezzanineOrder, Mezzanines } from './mezzanines.ts';
import type { Render, RenderOrder } from './render-order.ts';
import type { Origin } from './shared-order.ts';
import { createSharedRenders, type SharedRendersParts } from './shared-renders.ts';

export interface FromMezzanineParts extends SharedRendersParts {
  readonly mezzanines: Mezzanines;
}

/** Undefined where there is no mezzanine any more, or the name stands for other bytes: then it is made of the source, or planned again. */
export type FromMezzanine = (
  from: MezzanineOrder,
  order: RenderOrder,
  signal: AbortSignal,
) => Promise<Render | undefined>;

export function createFromMezzanine(parts: FromMezzanineParts): FromMezzanine {
  const { engine, sources, mezzanines } = parts;
  const origin: Origin = {
    // By itself or of pixels that others have too: the bytes are the same.
    ways: { alone: 'mezzanine', together: 'mezzanine' },

    async open({ name, version, from }) {
      const isThere = (await sources.find(name))?.version === version;
      return isThere && from !== undefined ? mezzanines.read(from) : undefined;
    },

    async alone(order, stop) {
      const source = await origin.open(order);
      const { ops, encode } = order.plan;
      return source && (await engine.render({ source, frames: 'first', ops, encode }, stop)).bytes;
    },
  };
  const render = createSharedRenders(parts, origin);
  return (from, order, signal) => {
    const { plan, shared } = from.mezzanine;
    return render({ ...order, from, plan, shared }, signal);
  };
}
