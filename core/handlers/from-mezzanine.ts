// Renders a result of its source's mezzanine.
import { priceOf } from '../pipeline/price.ts';
import type { MezzanineOrder, Mezzanines } from './mezzanines.ts';
import type { ImgRenderParts, Render, RenderOrder } from './render-order.ts';
import { worthStopping } from './worth-stopping.ts';

export interface FromMezzanineParts extends ImgRenderParts {
  readonly mezzanines: Mezzanines;
}

/** Undefined where there is no mezzanine any more, or the name stands for other bytes: then it is made of the source, or planned again. */
export function createFromMezzanine({ gate, engine, sources, mezzanines }: FromMezzanineParts) {
  return async (from: MezzanineOrder, { client }: RenderOrder, signal: AbortSignal): Promise<Render | undefined> => {
    const { name, version, mezzanine } = from;
    const { ops, encode } = mezzanine.plan;
    const asked = performance.now();
    const price = priceOf(mezzanine.plan);
    const stop = worthStopping(price, signal);
    const work = async () => {
      const admitted = performance.now();
      const source = await mezzanines.read(from);
      if (source === undefined) return undefined;
      const { bytes } = await engine.render({ source, frames: 'first', ops, encode }, stop);
      if ((await sources.find(name))?.version !== version) return undefined;
      const queueMillis = admitted - asked;
      return { bytes, way: 'mezzanine', queueMillis, renderMillis: performance.now() - admitted } as const;
    };
    return gate.run({ ...price, client }, work, signal);
  };
}
