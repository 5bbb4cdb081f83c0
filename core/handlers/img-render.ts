// imgRender: brings the engine, a free slot and the source's bytes together.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { ServedMDatabase } from '../database/m-database.ts';
import type { ImageEngine } from '../engine/image-engine.ts';
import type { Gate } from '../flow/gate.ts';
import { recordOf } from '../image/image-meta.ts';
import type { Plan } from '../pipeline/plan.ts';
import { priceOf } from '../pipeline/price.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { pVolSource } from './p-vol-source.ts';

export interface Render {
  readonly bytes: Uint8Array;
  /** Milliseconds spent waiting for a slot, and in the engine. */
  readonly queueMillis: number;
  readonly renderMillis: number;
}

export interface RenderOrder {
  readonly name: string;
  readonly version: string;
  readonly plan: Plan;
  /** Who asks, for the gate's fairness. */
  readonly client: string;
}

/**
 * Undefined when the name was removed or replaced since the plan was made: plan again.
 * Fails as Gate and ImageEngine do.
 */
export type ImgRender = (order: RenderOrder, signal: AbortSignal) => Promise<Render | undefined>;

export interface ImgRenderParts {
  readonly gate: Gate;
  readonly engine: ImageEngine;
  readonly ledger: ImageLedger;
  readonly mDatabase: Pick<ServedMDatabase, 'find'>;
  readonly pVol: PersistentVolume;
}

export function createImgRender({ gate, engine, ledger, mDatabase, pVol }: ImgRenderParts): ImgRender {
  return async ({ name, version, plan, client }, signal) => {
    const asked = performance.now();
    // The price of an animation goes by its frames, which only pDatabase knows; all others are priced without disk.
    const known = plan.input.animated && plan.frames === 'all' ? await ledger.get(name) : undefined;
    return gate.run(
      { ...priceOf(plan, known?.frames), client },
      async () => {
        const admitted = performance.now();
        const meta = await ledger.get(name);
        if (meta === undefined || recordOf(meta).version !== version) return undefined;
        try {
          const source = await pVolSource(pVol, meta);
          const { frames, ops, encode } = plan;
          const { bytes } = await engine.render({ source, frames, ops, encode }, signal);
          return { bytes, queueMillis: admitted - asked, renderMillis: performance.now() - admitted };
        } catch (error) {
          // The bytes may have gone while the engine was reading them: then whatever it said of them is void.
          if ((await mDatabase.find(name))?.version !== version) return undefined;
          throw error;
        }
      },
      signal,
    );
  };
}
