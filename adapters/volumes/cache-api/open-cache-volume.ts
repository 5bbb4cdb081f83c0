// eVol in the Cache API of Workers: shared by all isolates of a data centre, and free to forget. It neither lists nor counts
// what it has, so a group is dropped by its generation: what was kept in an earlier one is a miss.
import type { Entry, EphemeralVolume } from '../../../core/index.ts';
import type { Generations } from './generations.ts';

export interface CacheVolumeParts {
  readonly cache: Cache;
  readonly generations: Pick<Generations, 'of' | 'begin'>;
  /** Scheme and host that keys lie under: the Worker's own, as Cloudflare advises. No request is made for them. */
  readonly site: () => string;
  /** Goes on with this although the request that began it has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}

// It is not Cloudflare's to bound: what nobody asks for any more is forgotten as it pleases.
const seconds = 30 * 86_400;
const extField = 'x-imageserver-ext';
const groupField = 'x-imageserver-group';
const generationField = 'x-imageserver-generation';

export function openCacheVolume({ cache, generations, site, keepAlive }: CacheVolumeParts): EphemeralVolume {
  const addressOf = (key: string) => `${site()}/.edge/result/${encodeURIComponent(key)}`;
  const generationOf = (group: string) => generations.of(site(), [group]);

  const put = async ({ key, group, ext, bytes }: Entry): Promise<void> => {
    const headers = {
      'Cache-Control': `max-age=${seconds}`,
      [extField]: ext,
      [groupField]: group,
      [generationField]: await generationOf(group),
    };
    await cache.put(addressOf(key), new Response(bytes as Uint8Array<ArrayBuffer>, { headers }));
  };

  return {
    capacityBytes: Number.MAX_SAFE_INTEGER,
    used: () => 0,
    evictions: () => 0,
    // Only the cache knows, and it is not asked without waiting.
    has: () => false,

    offer(entry) {
      keepAlive(put(entry).catch(() => {}));
      return true;
    },

    async read(key) {
      const found = await cache.match(addressOf(key)).catch(() => undefined);
      const [ext, group, generation] = [extField, groupField, generationField].map((name) => found?.headers.get(name));
      if (!found || !ext || !group) return undefined;
      const [bytes, current] = await Promise.all([found.arrayBuffer(), generationOf(group)]);
      return generation === current
        ? { key, group, ext: ext as Entry['ext'], bytes: new Uint8Array(bytes) }
        : undefined;
    },

    remove: (key) => cache.delete(addressOf(key)).catch(() => false),

    async removeGroups(groups) {
      await Promise.all(groups.map((name) => generations.begin(site(), { name })));
      return 0;
    },
  };
}
