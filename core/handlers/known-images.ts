// What a node knows of images in a store that others write into as well: what was last found, and when. Names that were
// asked for last stay.
import { type ImageMeta, type ImageRecord, recordOf } from '../image/image-meta.ts';

/** Found under a name; without `meta`: found that there is no such image. */
export interface Known {
  readonly meta: ImageMeta | undefined;
  readonly record: ImageRecord | undefined;
  /** Of `clock`: the store was asked then, so it was true then or later. */
  readonly seenAt: number;
  /** The store did not answer when it was asked again: it is believed until then. */
  readonly excusedUntil: number;
}

export interface KnownImages {
  get(name: string): Known | undefined;
  put(name: string, meta: ImageMeta | undefined, seenAt: number): Known;
  excuse(name: string, known: Known, until: number): void;
  forget(name: string): void;
  /** Images; names without one not counted. */
  readonly size: number;
}

/** `capacity` in names; about 1 KB each. */
export function createKnownImages(capacity: number): KnownImages {
  const known = new Map<string, Known>();
  let images = 0;

  const forget = (name: string): void => {
    if (known.get(name)?.meta !== undefined) images -= 1;
    known.delete(name);
  };
  const set = (name: string, value: Known): Known => {
    forget(name);
    known.set(name, value);
    if (value.meta !== undefined) images += 1;
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) forget(oldest);
    return value;
  };

  return {
    get(name) {
      const found = known.get(name);
      if (found === undefined) return undefined;
      known.delete(name);
      known.set(name, found);
      return found;
    },
    put: (name, meta, seenAt) => set(name, knownOf(meta, seenAt)),
    excuse: (name, value, until) => void set(name, { ...value, excusedUntil: until }),
    forget,
    get size() {
      return images;
    },
  };
}

export function knownOf(meta: ImageMeta | undefined, seenAt: number): Known {
  return { meta, record: meta && recordOf(meta), seenAt, excusedUntil: 0 };
}
