// Renders a result of its source's mezzanine.
import { priceOf } from '../pipeline/price.ts';
import type { MezzanineOrder, Mezzanines } from './mezzanines.ts';
import { renderInTurn } from './render-in-turn.ts';
import type { ImgRenderParts, Render, RenderOrder } from './render-order.ts';

export interface FromMezzanineParts extends ImgRenderParts {
  readonly mezzanines: Mezzanines;
}

/** Undefined where there is no mezzanine any more, or the name stands for other bytes: then it is made of the source, or planned again. */
export function createFromMezzanine({ gate, engine, sources, mezzanines }: FromMezzanineParts) {
  return (from: MezzanineOrder, { client }: RenderOrder, signal: AbortSignal): Promise<Render | undefined> => {
    const { name, version, mezzanine } = from;
    const { ops, encode } = mezzanine.plan;
    const turn = { price: priceOf(mezzanine.plan), client, way: 'mezzanine' } as const;
    return renderInTurn(gate, turn, signal, async (stop) => {
      const source = await mezzanines.read(from);
      if (source === undefined) return undefined;
      const { bytes } = await engine.render({ source, frames: 'first', ops, encode }, stop);
      return (await sources.find(name))?.version === version ? bytes : undefined;
    });
  };
}
