// Mezzanines: what results of a source that is dear to decode are made of from its second burst on. Each is made when the
// server is idle, kept in eVol in its source's group, and goes with the results of that.
import type { EngineSource } from '../engine/image-engine.ts';
import { Failure } from '../failure.ts';
import type { Gate } from '../flow/gate.ts';
import type { Tell } from '../flow/tell.ts';
import type { MezzaninePlan } from '../pipeline/mezzanine-plan.ts';
import { priceOf } from '../pipeline/price.ts';
import type { Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { MayKeep } from './m-vol-img.ts';
import { type RenderSourceParts, renderSource } from './render-source.ts';

export interface MezzanineOrder {
  readonly name: string;
  /** Of the source. */
  readonly version: string;
  readonly mezzanine: MezzaninePlan;
  /** Of the mezzanine: names its bytes. */
  readonly key: string;
}

export interface Mezzanines {
  /** Whether it is in eVol, as far as that knows without looking. */
  has(order: MezzanineOrder): boolean;
  /** What `has` said may turn out to be untrue. */
  read(order: MezzanineOrder): Promise<EngineSource | undefined>;
  /** Tells of a result that was made of the original and might have been made of it. */
  missed(order: MezzanineOrder): void;
}

export interface MezzaninesParts extends RenderSourceParts {
  readonly eVol: EphemeralVolume;
  readonly gate: Gate;
  readonly mayKeep: MayKeep;
  readonly purgeCount: () => number;
  /** Of eVol; 0 where there are none. Those of former runs are not counted. */
  readonly capacityBytes: number;
  readonly tell: Tell;
}

// A source of which one result is all that is ever asked for pays nothing.
const missesBefore = 2;
// eVol had no room for it, or it could not be made: so many misses later it is tried again.
const missesAfterFailure = 32;
// Sources; some 100 bytes each.
const mostCounted = 8192;

export function createMezzanines(parts: MezzaninesParts): Mezzanines {
  const { eVol, gate, mayKeep, purgeCount, capacityBytes, tell } = parts;
  // How many misses are left until it is made.
  const left = new Map<string, number>();
  const underWay = new Set<string>();
  // Bytes by key, the oldest first.
  const kept = new Map<string, number>();
  let keptBytes = 0;

  const count = (key: string, misses: number) => {
    left.delete(key);
    left.set(key, misses);
    const [oldest] = left.keys();
    if (left.size > mostCounted && oldest !== undefined) left.delete(oldest);
  };

  const forget = (key: string) => {
    keptBytes -= kept.get(key) ?? 0;
    kept.delete(key);
  };

  const makeRoom = (bytes: number) => {
    for (const oldest of kept.keys()) {
      if (keptBytes + bytes <= capacityBytes) return;
      forget(oldest);
      void eVol.remove(oldest);
    }
  };

  // Nothing is awaited between the look and the offer: see mVolImgWrite.
  const keep = async (asked: { name: string; purges: number }, entry: Entry): Promise<boolean> => {
    const { key, bytes } = entry;
    if (!mayKeep(asked, entry)) return false;
    if (bytes.byteLength > capacityBytes) return false;
    makeRoom(bytes.byteLength);
    forget(key);
    kept.set(key, bytes.byteLength);
    keptBytes += bytes.byteLength;
    if (await eVol.offer(entry)) return true;
    forget(key);
    return false;
  };

  const make = async (order: MezzanineOrder): Promise<void> => {
    const { name, version, mezzanine } = order;
    const { making: plan } = mezzanine;
    const made = await gate.whenIdle(priceOf(plan), async (signal) => {
      const purges = purgeCount();
      const bytes = await renderSource(parts, { name, version, plan }, signal);
      return bytes && { purges, bytes };
    });
    // Given up for now, or the source has changed.
    if (made === undefined) return count(keyOf(order), missesBefore);
    const { bytes, purges } = made;
    const entry = { key: keyOf(order), group: version, ext: 'source', bytes } as const;
    if (await keep({ name, purges }, entry)) tell('mezzanine.made', { ext: plan.input.ext, bytes: bytes.byteLength });
    else count(keyOf(order), missesAfterFailure);
  };

  return {
    has: (order) => capacityBytes > 0 && eVol.has(keyOf(order)),

    async read(order) {
      const entry = await eVol.read(keyOf(order));
      return entry && sourceOf(entry.bytes, order);
    },

    missed(order) {
      const key = keyOf(order);
      if (capacityBytes === 0 || underWay.has(key)) return;
      const misses = (left.get(key) ?? missesBefore) - 1;
      count(key, misses);
      if (misses > 0) return;
      left.delete(key);
      underWay.add(key);
      make(order)
        .catch((error) => {
          count(key, missesAfterFailure);
          // The engine was closed.
          if (!(error instanceof Failure && error.code === 'aborted')) tell('mezzanine.failed', { error });
        })
        .finally(() => underWay.delete(key));
    },
  };
}

/** No result key has a dot in it: a result that happens to be made alike is not in its place. */
function keyOf({ key }: MezzanineOrder): string {
  return `mezz.${key}`;
}

function sourceOf(bytes: Uint8Array, { mezzanine }: MezzanineOrder): EngineSource {
  const { output: shape } = mezzanine.making;
  return { ext: 'jpg', byteLength: bytes.byteLength, shape, bytes: async () => bytes };
}
