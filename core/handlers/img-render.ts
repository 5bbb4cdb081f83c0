// imgRender: brings the engine, a free slot and the source's bytes together.
import type { Gate } from '../flow/gate.ts';
import { priceOf } from '../pipeline/price.ts';
import type { SharedPlan } from '../pipeline/shared-plan.ts';
import { type Planned, type RenderSourceParts, renderSource } from './render-source.ts';
import { createSharedRenders, type SharedRendersParts } from './shared-renders.ts';
import { worthStopping } from './worth-stopping.ts';

export interface Render {
  readonly bytes: Uint8Array;
  /** Whether they are of the shared plan, and not of the direct one. */
  readonly shared: boolean;
  /** Milliseconds spent waiting for a slot, and in the engine. */
  readonly queueMillis: number;
  readonly renderMillis: number;
}

export interface RenderOrder extends Planned {
  /** Who asks, for the gate's fairness. */
  readonly client: string;
  /** How it may be made together with other results of the source. */
  readonly shared?: SharedPlan | undefined;
}

/**
 * Undefined when the name was removed or replaced since the plan was made: plan again. A signal that fires takes the
 * order out of the queue; once it has begun, it stops what would take longer than to replace what it stops.
 * Fails as Gate and ImageEngine do.
 */
export type ImgRender = (order: RenderOrder, signal: AbortSignal) => Promise<Render | undefined>;

export interface ImgRenderParts extends RenderSourceParts {
  readonly gate: Gate;
}

export function createImgRender(parts: SharedRendersParts): ImgRender {
  const { gate, sources } = parts;
  const renderShared = createSharedRenders(parts);
  return async (order, signal) => {
    const { name, plan, client, shared } = order;
    if (shared !== undefined) return renderShared({ ...order, shared }, signal);
    const asked = performance.now();
    // The price of an animation goes by its frames, which only pDatabase knows; all others are priced without disk.
    const price = priceOf(plan, plan.output.animated ? await sources.frames(name) : undefined);
    const stop = worthStopping(price, signal);
    const work = async () => {
      const admitted = performance.now();
      const bytes = await renderSource(parts, order, stop);
      return (
        bytes && { bytes, shared: false, queueMillis: admitted - asked, renderMillis: performance.now() - admitted }
      );
    };
    return gate.run({ ...price, client }, work, signal);
  };
}
