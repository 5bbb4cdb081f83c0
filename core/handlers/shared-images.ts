// mDatabase and ledger over a store that any number of nodes share, without a database of our own: what was found in it
// is believed for a while and then confirmed. A change made here is known here at once, elsewhere within that time.
import type { ImageLedger, Page } from '../database/image-ledger.ts';
import type { BytesWanted, MDatabase, ServedMDatabase } from '../database/m-database.ts';
import { Failure } from '../failure.ts';
import { createSingleFlight } from '../flow/single-flight.ts';
import type { Tell } from '../flow/tell.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { NamedVolume } from '../volume/named-volume.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { createKnownImages, type Known, knownOf } from './known-images.ts';
import { listShared } from './list-shared.ts';

export interface SharedImages {
  /** `lookup` says what was found last, however long ago: enough to know what a result is of. `find` is in time. */
  readonly mDatabase: ServedMDatabase;
  /** For who answers without waiting: only what needs no confirmation; what soon will is asked for meanwhile. */
  readonly confirmed: Pick<MDatabase, 'lookup'>;
  /** Does not know which names have equal bytes: they are another object under each. */
  readonly ledger: ImageLedger;
  /** Reads that find an image gone make its name be asked for anew. */
  readonly pVol: PersistentVolume;
}

export interface SharedImagesParts {
  readonly volume: NamedVolume;
  /** How long what was found is believed. */
  readonly ttlMillis: number;
  /** How long beyond that, while the store does not answer. */
  readonly excuseMillis: number;
  /** Names. */
  readonly capacity: number;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  /** Hears `mdatabase.unconfirmed` where something is believed because the store did not answer. */
  readonly tell: Tell;
}

// That there is no such image is remembered for shorter: a name is often asked for just before it is stored.
const absentMillis = 5_000;
// So often a store that does not answer is asked again for a name.
const againMillis = 2_000;

const unknownOnly: BytesWanted = (known) => known === undefined;

export function createSharedImages(parts: SharedImagesParts): SharedImages {
  const { volume, ttlMillis, excuseMillis, capacity, clock, tell } = parts;
  const images = createKnownImages(capacity);
  const flights = createSingleFlight<Known>();

  const isInTime = ({ meta, seenAt, excusedUntil }: Known): boolean => {
    const now = clock();
    return now - seenAt < (meta ? ttlMillis : Math.min(ttlMillis, absentMillis)) || now < excusedUntil;
  };

  // What has changed here meanwhile counts: the answer may be from before that.
  const learn = (name: string, before: Known | undefined, meta: ImageMeta | undefined, seenAt: number): Known => {
    const now = images.get(name);
    return now === before ? images.put(name, meta, seenAt) : (now ?? knownOf(meta, seenAt));
  };

  const ask = async (name: string, withBytes = false): Promise<Known> => {
    const before = images.get(name);
    const seenAt = clock();
    return learn(name, before, await volume.find(name, withBytes), seenAt);
  };

  const confirm = (name: string, withBytes: boolean): Promise<Known> => {
    const work = async () => {
      const known = images.get(name);
      try {
        return await ask(name, withBytes);
      } catch (error) {
        return excused(name, known, error);
      }
    };
    return flights.run(name, work).then(({ value }) => value);
  };

  const excused = (name: string, known: Known | undefined, error: unknown): Known => {
    const isDown = error instanceof Failure && error.code === 'storage-unavailable';
    if (!isDown || known?.meta === undefined || clock() - known.seenAt > ttlMillis + excuseMillis) throw error;
    images.excuse(name, known, clock() + againMillis);
    tell('mdatabase.unconfirmed', { error });
    return known;
  };

  const inTime = async (name: string, isWanted = unknownOnly): Promise<Known> => {
    const known = images.get(name);
    if (known !== undefined && isInTime(known)) return known;
    return confirm(name, await isWanted(known?.record));
  };

  return {
    mDatabase: {
      lookup: (name) => images.get(name)?.record,
      find(name, isWanted) {
        const known = images.get(name);
        return known !== undefined && isInTime(known)
          ? known.record
          : inTime(name, isWanted).then(({ record }) => record);
      },
      get size() {
        return images.size;
      },
    },

    confirmed: {
      lookup(name) {
        const known = images.get(name);
        if (known?.record === undefined || !isInTime(known)) return undefined;
        // Nobody waits for it: who fails because of it will ask, and hear, for himself.
        if (clock() - known.seenAt > ttlMillis / 2 && clock() >= known.excusedUntil)
          confirm(name, false).catch(() => {});
        return known.record;
      },
    },

    pVol: {
      ...volume,
      async read(imgAddr, range) {
        const stored = await volume.read(imgAddr, range);
        const name = stored === undefined ? volume.nameIn(imgAddr) : undefined;
        if (name !== undefined && images.get(name)?.meta?.imgAddr === imgAddr) images.forget(name);
        return stored;
      },
    },

    ledger: {
      get: async (name, isWanted) => (await inTime(name, isWanted)).meta,
      // Not what another look has learnt meanwhile: that may have begun earlier.
      async latest(name) {
        const [before, seenAt] = [images.get(name), clock()];
        const meta = await volume.find(name, false);
        learn(name, before, meta, seenAt);
        return meta;
      },
      async put(meta, recorded) {
        const written = recorded ? meta : await volume.describe(meta);
        images.put(meta.name, written, askedAt(meta.name));
      },
      async remove(name) {
        const { meta } = images.get(name) ?? (await ask(name));
        if (meta !== undefined) await volume.take(meta);
        images.put(name, undefined, askedAt(name));
        return meta;
      },
      isReferenced: async () => false,
      namesOf: async () => [],
      list,
      // Nothing says which names have a tag: each page is one of all names, and what is left of it.
      async listTagged(tag, page) {
        const all = await list(page);
        const next = all.length === page.limit ? all.at(-1)?.name : undefined;
        return { images: all.filter(({ tags }) => tags.includes(tag)), next };
      },
    },
  };

  function list(page: Page): Promise<readonly ImageMeta[]> {
    return listShared(page, { volume, find: describedAt });
  }

  // A change holds since the look before it, if not for longer: others may have been at it while its answer was on its way.
  function askedAt(name: string): number {
    return images.get(name)?.seenAt ?? clock();
  }

  async function describedAt(name: string, imgAddr: string): Promise<ImageMeta | undefined> {
    const known = images.get(name);
    if (known?.meta?.imgAddr === imgAddr && isInTime(known)) return known.meta;
    return (await ask(name)).meta;
  }
}
