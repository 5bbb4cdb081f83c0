// The bytes of images elsewhere: on the disk of the instance, and in RAM until they are there, or where they get no room.
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';

export interface SourceBytes {
  /** eVol takes them in its own time; `storable` false keeps them off the disk. */
  keep(meta: ImageMeta, bytes: Uint8Array, storable: boolean): void;
  /** Undefined when they have gone. */
  read(meta: ImageMeta): Promise<Uint8Array | undefined>;
}

export interface SourceBytesParts {
  readonly eVol: EphemeralVolume;
  /** In RAM: what was fetched last is kept whatever it takes. */
  readonly capacityBytes: number;
  /** In RAM: what eVol does not take is dropped after so long. */
  readonly keepMillis: number;
}

interface Held {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** No result key has a dot in it. 128 bits of the digest, which fit into a row of eVol. */
function keyOf({ digest }: ImageMeta): string {
  return `bytes.${digest.slice(0, 32)}`;
}

export function createSourceBytes({ eVol, capacityBytes, keepMillis }: SourceBytesParts): SourceBytes {
  // Oldest first.
  const inRam = new Map<string, Held>();
  let used = 0;
  let count = 0;

  const drop = (key: string, id: number) => {
    const held = inRam.get(key);
    if (held?.id !== id) return;
    inRam.delete(key);
    used -= held.bytes.byteLength;
  };

  const hold = (key: string, bytes: Uint8Array): number => {
    drop(key, inRam.get(key)?.id ?? 0);
    for (const [oldest, other] of inRam) if (used + bytes.byteLength > capacityBytes) drop(oldest, other.id);
    count += 1;
    const id = count;
    inRam.set(key, { id, bytes });
    used += bytes.byteLength;
    // A signal's timer keeps no process alive, and this one no bytes.
    AbortSignal.timeout(keepMillis).addEventListener('abort', () => drop(key, id));
    return id;
  };

  return {
    keep(meta, bytes, storable) {
      const key = keyOf(meta);
      const id = hold(key, bytes);
      if (!storable) return;
      const entry = { key, group: recordOf(meta).version, ext: 'source', bytes } as const;
      void Promise.resolve(eVol.offer(entry)).then((taken) => {
        if (taken) drop(key, id);
      });
    },
    async read(meta) {
      const key = keyOf(meta);
      return inRam.get(key)?.bytes ?? (await eVol.read(key))?.bytes;
    },
  };
}
