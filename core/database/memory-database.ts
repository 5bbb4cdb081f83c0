// The Database port in RAM: for tests and for runtimes without SQLite. Nothing outlives the process.
import { Failure } from '../failure.ts';
import type { Database, Space } from './database.ts';
import { compareUtf8 } from './utf8-order.ts';

interface Shelf {
  readonly values: Map<string, string>;
  /** Keys in order; undefined since a key came or went. */
  sorted: string[] | undefined;
}

export function createMemoryDatabase(): Database {
  const spaces: readonly Space[] = ['image', 'config', 'cache', 'journal'];
  const shelves = new Map<Space, Shelf>(spaces.map((space) => [space, emptyShelf()]));

  return {
    async get(space, key) {
      return shelf(space).values.get(key);
    },

    async commit(changes) {
      // Looked up first: a change that cannot be made leaves the others unmade.
      const steps = changes.map((change) => ({ ...change, shelf: shelf(change.space) }));
      for (const { shelf, key, value } of steps) {
        if (shelf.values.has(key) !== (value !== undefined)) shelf.sorted = undefined;
        if (value === undefined) shelf.values.delete(key);
        else shelf.values.set(key, value);
      }
    },

    async scan(space, { prefix, after, limit }) {
      const { values } = shelf(space);
      const keys = sortedKeys(shelf(space));
      const start = firstIndex(keys, (key) => compareUtf8(key, after) > 0 && compareUtf8(key, prefix) >= 0);
      const rows: { key: string; value: string }[] = [];
      for (const key of keys.slice(start, start + limit)) {
        if (!key.startsWith(prefix)) break;
        rows.push({ key, value: values.get(key) ?? '' });
      }
      return rows;
    },

    async close() {
      shelves.clear();
    },
  };

  function shelf(space: Space): Shelf {
    const found = shelves.get(space);
    if (found === undefined) throw new Failure('internal', 'The database is closed or has no such space.');
    return found;
  }
}

function emptyShelf(): Shelf {
  return { values: new Map(), sorted: undefined };
}

function sortedKeys(shelf: Shelf): string[] {
  shelf.sorted ??= [...shelf.values.keys()].sort(compareUtf8);
  return shelf.sorted;
}

/** The first index from which `holds` is true; the length when it never is. `holds` is false, then true. */
function firstIndex(keys: readonly string[], holds: (key: string) => boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
