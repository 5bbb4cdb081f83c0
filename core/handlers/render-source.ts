// The innermost part of a render: the source's bytes under a name, as long as they are those that the plan was made for.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { ServedMDatabase } from '../database/m-database.ts';
import type { ImageEngine } from '../engine/image-engine.ts';
import { recordOf } from '../image/image-meta.ts';
import type { Plan } from '../pipeline/plan.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { markSources } from './mark-sources.ts';
import { pVolSource } from './p-vol-source.ts';
import type { SettlePlan } from './settle-plan.ts';

export interface RenderSourceParts {
  readonly engine: ImageEngine;
  readonly ledger: ImageLedger;
  readonly mDatabase: Pick<ServedMDatabase, 'find' | 'lookup'>;
  readonly pVol: PersistentVolume;
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
  { engine, ledger, mDatabase, pVol, settlePlan }: RenderSourceParts,
  { name, version, plan }: Planned,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const meta = await ledger.get(name);
  if (meta === undefined || recordOf(meta).version !== version) return undefined;
  try {
    const images = await markSources(plan.images, ledger, pVol);
    if (images === undefined) return undefined;
    const source = await pVolSource(pVol, meta);
    const { frames, ops, encode } = await settlePlan(version, plan, { source, images }, signal);
    const { bytes } = await engine.render({ source, frames, ops, encode, images }, signal);
    return bytes;
  } catch (error) {
    // The bytes may have gone while the engine was reading them: then whatever it said of them is void.
    for (const known of [{ name, version }, ...plan.images]) {
      if ((await mDatabase.find(known.name))?.version !== known.version) return undefined;
    }
    throw error;
  }
}
