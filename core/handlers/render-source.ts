// The innermost part of a render: the source's bytes, as long as they are those that the plan was made for.
import type { ImageEngine } from '../engine/image-engine.ts';
import type { Plan } from '../pipeline/plan.ts';
import { priceOf } from '../pipeline/price.ts';
import { markSources } from './mark-sources.ts';
import type { SettlePlan } from './settle-plan.ts';
import type { Sources } from './sources.ts';

export interface RenderSourceParts {
  readonly engine: ImageEngine;
  readonly sources: Sources;
  readonly settlePlan: SettlePlan;
}

export interface Planned {
  readonly name: string;
  /** Of the source, as it was planned for. */
  readonly version: string;
  readonly plan: Plan;
}

/** Undefined when the name, or one that is laid over it, was removed or replaced since the plan was made. Fails as ImageEngine does. */
export async function renderSource(
  { engine, sources, settlePlan }: RenderSourceParts,
  { name, version, plan }: Planned,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    const source = await sources.open(name, version);
    if (source === undefined) return undefined;
    const images = await markSources(plan.images, sources);
    if (images === undefined) return undefined;
    // How many frames an animation has is not known here; the gate has asked.
    const dear = plan.output.animated || priceOf(plan).dear;
    const { frames, ops, encode } = await settlePlan(version, plan, { source, images, dear }, signal);
    const { bytes } = await engine.render({ source, frames, ops, encode, images, dear }, signal);
    return bytes;
  } catch (error) {
    // The bytes may have gone while the engine was reading them: then whatever it said of them is void.
    for (const known of [{ name, version }, ...plan.images]) {
      if ((await sources.find(known.name))?.version !== known.version) return undefined;
    }
    throw error;
  }
}
