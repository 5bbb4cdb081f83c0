// The innermost part of a render: the source's bytes under a name, as long as they are those that the plan was made for.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { ServedMDatabase } from '../database/m-database.ts';
import type { ImageEngine } from '../engine/image-engine.ts';
import { recordOf } from '../image/image-meta.ts';
import type { Plan } from '../pipeline/plan.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { pVolSource } from './p-vol-source.ts';

export interface RenderSourceParts {
  readonly engine: ImageEngine;
  readonly ledger: ImageLedger;
  readonly mDatabase: Pick<ServedMDatabase, 'find'>;
  readonly pVol: PersistentVolume;
}

export interface Planned {
  readonly name: string;
  /** Of the source, as it was planned for. */
  readonly version: string;
  readonly plan: Plan;
}

/** Undefined when the name was removed or replaced since the plan was made. Fails as ImageEngine does. */
export async function renderSource(
  { engine, ledger, mDatabase, pVol }: RenderSourceParts,
  { name, version, plan: { frames, ops, encode } }: Planned,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const meta = await ledger.get(name);
  if (meta === undefined || recordOf(meta).version !== version) return undefined;
  try {
    const source = await pVolSource(pVol, meta);
    const { bytes } = await engine.render({ source, frames, ops, encode }, signal);
    return bytes;
  } catch (error) {
    // The bytes may have gone while the engine was reading them: then whatever it said of them is void.
    if ((await mDatabase.find(name))?.version !== version) return undefined;
    throw error;
  }
}
