// Renders a result by itself, of its source.
import { priceOf } from '../pipeline/price.ts';
import type { ImgRender, ImgRenderParts } from './render-order.ts';
import { renderSource } from './render-source.ts';
import { worthStopping } from './worth-stopping.ts';

export function createDirectRenders(parts: ImgRenderParts): ImgRender {
  const { gate, sources } = parts;
  return async (order, signal) => {
    const { name, plan, client } = order;
    const asked = performance.now();
    // The price of an animation goes by its frames, which only pDatabase knows; all others are priced without disk.
    const price = priceOf(plan, plan.output.animated ? await sources.frames(name) : undefined);
    const stop = worthStopping(price, signal);
    const work = async () => {
      const admitted = performance.now();
      const bytes = await renderSource(parts, order, stop);
      const queueMillis = admitted - asked;
      return bytes && ({ bytes, way: 'direct', queueMillis, renderMillis: performance.now() - admitted } as const);
    };
    return gate.run({ ...price, client }, work, signal);
  };
}
