// Which answers of an image count: their keys hold its generation, and who changes it begins the next one. A generation that
// the cache has forgotten is replaced by a new one, so what was deleted never comes back; at worst more is asked anew.

export interface Generations {
  /** Of an answer that is made of these images; undefined where that is not known, so that every change counts. */
  of(site: string, names: readonly string[] | undefined): Promise<string>;
  /** Resolves when no answer from before is given any more in this data centre. */
  begin(site: string, changed: Changed): Promise<void>;
}

/** One image, or what may be any of them. */
export type Changed = { readonly name: string } | 'many';

// Longer than any answer is kept.
const seconds = 31 * 86_400;
// Those who ask while the first one's is being written.
const newMillis = 1000;
const mostNew = 1000;

export function createGenerations(cache: Cache, clock: () => number, draw: () => string): Generations {
  const fresh = new Map<string, { readonly generation: string; readonly at: number }>();

  const begin = async (address: string): Promise<string> => {
    const generation = draw();
    fresh.set(address, { generation, at: clock() });
    if (fresh.size > mostNew) fresh.delete(fresh.keys().next().value as string);
    await cache.put(address, new Response(generation, { headers: { 'Cache-Control': `max-age=${seconds}` } }));
    return generation;
  };
  const current = async (address: string): Promise<string> => {
    const known = await cache.match(address).catch(() => undefined);
    if (known !== undefined) return known.text();
    const made = fresh.get(address);
    return made !== undefined && clock() - made.at < newMillis ? made.generation : begin(address);
  };
  return {
    async of(site, names) {
      const addresses = names === undefined ? [any(site)] : [many(site), ...names.map((name) => one(site, name))];
      return (await Promise.all(addresses.map(current))).join('.');
    },
    async begin(site, changed) {
      await Promise.all([any(site), changed === 'many' ? many(site) : one(site, changed.name)].map(begin));
    },
  };
}

// Names in the cache only: no request is made for them, and the server has nothing under them.
const any = (site: string) => `${site}/.edge/any`;
const many = (site: string) => `${site}/.edge/many`;
const one = (site: string, name: string) => `${site}/.edge/one/${encodeURIComponent(name)}`;
