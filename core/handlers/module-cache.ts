// The module cache: pixels that several results of one source are made of, kept for the seconds in which these are asked
// for. In RAM only, bounded in bytes; what is used least recently goes first.
import type { RawPixels } from '../engine/image-engine.ts';

export interface ModuleCache {
  /** 0 keeps nothing. */
  readonly capacityBytes: number;
  used(): number;
  read(key: string): RawPixels | undefined;
  /** `group` is the source's version. */
  offer(key: string, group: string, pixels: RawPixels): void;
  removeGroup(group: string): void;
}

export interface ModuleCacheConfig {
  readonly capacityBytes: number;
  /** Pixels that nobody has used for so long are dropped. */
  readonly keepMillis: number;
}

interface Kept {
  readonly group: string;
  readonly pixels: RawPixels;
  usedAt: number;
}

// One source may take half at most: a single huge one would otherwise drive out all others.
const largestShare = 1 / 2;

export function createModuleCache({ capacityBytes, keepMillis }: ModuleCacheConfig): ModuleCache {
  // In order of last use.
  const kept = new Map<string, Kept>();
  let usedBytes = 0;
  let sweeping = false;

  const remove = (key: string) => {
    const found = kept.get(key);
    if (found === undefined) return;
    kept.delete(key);
    usedBytes -= found.pixels.bytes.byteLength;
  };

  // A signal's timer keeps no process alive.
  const sweepLater = () => {
    const [oldest] = kept.values();
    if (sweeping || oldest === undefined) return;
    sweeping = true;
    const left = oldest.usedAt + keepMillis - performance.now();
    AbortSignal.timeout(Math.max(0, Math.ceil(left))).addEventListener('abort', sweep);
  };

  const sweep = () => {
    sweeping = false;
    const oldest = performance.now() - keepMillis;
    for (const [key, { usedAt }] of kept) if (usedAt <= oldest) remove(key);
    sweepLater();
  };

  return {
    capacityBytes,
    used: () => usedBytes,

    read(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      found.usedAt = performance.now();
      kept.delete(key);
      kept.set(key, found);
      return found.pixels;
    },

    offer(key, group, pixels) {
      remove(key);
      const { byteLength } = pixels.bytes;
      if (byteLength > capacityBytes * largestShare) return;
      for (const oldest of kept.keys()) {
        if (usedBytes + byteLength <= capacityBytes) break;
        remove(oldest);
      }
      kept.set(key, { group, pixels, usedAt: performance.now() });
      usedBytes += byteLength;
      sweepLater();
    },

    removeGroup(group) {
      for (const [key, entry] of kept) if (entry.group === group) remove(key);
    },
  };
}
