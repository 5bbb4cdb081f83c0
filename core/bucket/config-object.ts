// Configuration that all servers of a bucket share (tokens, named pipelines), as one small object: a Database of few rows
// that is read whole and written whole, under a condition, so that no change of another server is lost.
import type { Database, Row, Space } from '../database/database.ts';
import { createMemoryDatabase } from '../database/memory-database.ts';
import { Failure } from '../failure.ts';
import { createKeyedLock } from '../flow/keyed-lock.ts';

export interface ConfigObject extends Required<Database> {
  /** Reads it again; whether it has changed since. */
  refresh(): Promise<boolean>;
}

/** One object of a bucket. Both fail as the store does. */
export interface OneObject {
  /** Undefined where there is none, `same` where it is still this one. */
  read(etag: string | undefined): Promise<{ etag: string; bytes: Uint8Array } | 'same' | undefined>;
  /**
   * Only where this is there still (undefined: nothing). False where it was not, or where the answer was lost and it may
   * have been.
   */
  write(bytes: Uint8Array, instead: string | undefined): Promise<boolean>;
}

type Rows = Record<string, string>;
type Changes = Parameters<Database['commit']>[0];

const attempts = 8;
// The last writes are named in a row of their own, so that one whose answer was lost knows itself also under those of others.
const trail = 'cache/config.writes';
const trailLength = 8;
const atOnce = 1_000_000;

/** Fails as the store does. */
export async function openConfigObject(object: OneObject): Promise<ConfigObject> {
  let [rows, etag]: [Rows, string | undefined] = [{}, undefined];
  let memory = createMemoryDatabase();
  // Between what was read and what is written in its place nothing else may come: not every store weighs conditions.
  const turns = createKeyedLock();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns.run('', work);

  const read = async (): Promise<boolean> => {
    const found = await object.read(etag);
    if (found === 'same' || (found === undefined && etag === undefined)) return false;
    rows = found === undefined ? {} : JSON.parse(new TextDecoder().decode(found.bytes));
    etag = found?.etag;
    memory = createMemoryDatabase();
    const own = Object.entries(rows).filter(([name]) => name !== trail);
    await memory.commit(own.map(([name, value]) => ({ ...placeOf(name), value })));
    return true;
  };
  await read();

  return {
    refresh: () => inTurn(read),
    get: (space, name) => memory.get(space, name),
    scan: (space, scan): Promise<readonly Row[]> =>
      memory.scan(space, { ...scan, limit: Math.min(scan.limit, atOnce) }),
    close: () => memory.close(),

    async commit(changes) {
      await inTurn(async () => {
        // Looked up first: what cannot be kept fails here, and not with everyone who reads it.
        for (const { space, key } of changes) await memory.get(space, key);
        await write(changes);
      });
    },
    take: (space, name) => inTurn(() => write([{ space, key: name, value: undefined }], `${space}/${name}`)),
  };

  /** False where this row has to be there and is not. */
  async function write(changes: Changes, taken?: string): Promise<boolean> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (taken !== undefined && rows[taken] === undefined) return false;
      const id = crypto.randomUUID().slice(0, 13);
      const next = { ...changed(rows, changes), [trail]: [id, ...writesIn(rows)].slice(0, trailLength).join(' ') };
      const isWritten = await object.write(new TextEncoder().encode(JSON.stringify(next)), etag);
      await read();
      if (isWritten || writesIn(rows).includes(id) || (taken === undefined && isDone(rows, changes))) return true;
    }
    throw new Failure('overloaded', 'The configuration is being changed by others; try again shortly.');
  }
}

function writesIn(rows: Rows): string[] {
  return rows[trail]?.split(' ') ?? [];
}

function changed(rows: Rows, changes: Changes): Rows {
  const next = { ...rows };
  for (const { space, key, value } of changes) {
    if (value === undefined) delete next[`${space}/${key}`];
    else next[`${space}/${key}`] = value;
  }
  return next;
}

// Another has made the same change.
function isDone(rows: Rows, changes: Changes): boolean {
  return changes.every(({ space, key, value }) => rows[`${space}/${key}`] === value);
}

function placeOf(name: string): { space: Space; key: string } {
  const cut = name.indexOf('/');
  return { space: name.slice(0, cut) as Space, key: name.slice(cut + 1) };
}
