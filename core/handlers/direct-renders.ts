// Renders a result by itself, of its source.
import { priceOf } from '../pipeline/price.ts';
import { renderInTurn } from './render-in-turn.ts';
import type { ImgRender, ImgRenderParts } from './render-order.ts';
import { renderSource } from './render-source.ts';

export function createDirectRenders(parts: ImgRenderParts): ImgRender {
  const { gate, sources } = parts;
  return async (order, signal) => {
    const { name, plan, client } = order;
    // The price of an animation goes by its frames, which only pDatabase knows; all others are priced without disk.
    const price = priceOf(plan, plan.output.animated ? await sources.frames(name) : undefined);
    const turn = { price, client, way: 'direct' } as const;
    return renderInTurn(gate, turn, signal, (stop) => renderSource(parts, order, stop));
  };
}
