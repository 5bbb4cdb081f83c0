// Configuration that all servers of a bucket share (tokens, named pipelines), as one small object: a Database of few rows
// that is read whole and written whole, under a condition, so that no change of another server is lost.
import {
  createKeyedLock,
  createMemoryDatabase,
  type Database,
  Failure,
  type Row,
  type Space,
} from '../../../core/index.ts';
import type { Calls } from './calls.ts';
import { getObject } from './get-object.ts';
import { type Honoured, insteadOf } from './probe-conditions.ts';
import { putBytes } from './put-bytes.ts';
import { gatherOnce } from './whole-body.ts';

export interface ConfigObject extends Database {
  /** Reads it again; whether it has changed since. */
  refresh(): Promise<boolean>;
}

export interface ConfigObjectParts {
  readonly calls: Calls;
  readonly key: string;
  readonly honoured: Honoured;
}

type Rows = Record<string, string>;

const attempts = 8;
const atOnce = 1_000_000;

/** Fails as the store does. */
export async function openConfigObject({ calls, key, honoured }: ConfigObjectParts): Promise<ConfigObject> {
  let [rows, etag]: [Rows, string | undefined] = [{}, undefined];
  let memory = createMemoryDatabase();
  // Between what was read and what is written in its place nothing else may come: not every store weighs conditions.
  const turns = createKeyedLock();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns.run('', work);

  const read = async (): Promise<boolean> => {
    const got = await getObject(calls, { key, ifNoneMatch: etag });
    if (got === 'same' || (got === undefined && etag === undefined)) return false;
    const found = typeof got === 'object' ? await gatherOnce(got) : undefined;
    rows = found === undefined ? {} : JSON.parse(new TextDecoder().decode(found));
    etag = typeof got === 'object' ? got.etag : undefined;
    memory = createMemoryDatabase();
    await memory.commit(Object.entries(rows).map(([name, value]) => ({ ...placeOf(name), value })));
    return true;
  };
  await read();

  return {
    refresh: () => inTurn(read),
    get: (space, name) => memory.get(space, name),
    scan: (space, scan): Promise<readonly Row[]> =>
      memory.scan(space, { ...scan, limit: Math.min(scan.limit, atOnce) }),
    close: async () => {},

    commit: (changes) => inTurn(() => write(changes)),
  };

  async function write(changes: Parameters<Database['commit']>[0]): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const next = { ...rows };
      for (const { space, key: name, value } of changes) {
        if (value === undefined) delete next[`${space}/${name}`];
        else next[`${space}/${name}`] = value;
      }
      const bytes = new TextEncoder().encode(JSON.stringify(next));
      const instead = insteadOf(honoured, etag);
      const isWritten = await putBytes(calls, { key, bytes, contentType: 'application/json', instead });
      await read();
      if (isWritten || isDone(rows, changes)) return;
    }
    throw new Failure('overloaded', 'The configuration is being changed by others; try again shortly.');
  }
}

// Its answer was lost, or another has made the same change.
function isDone(rows: Rows, changes: Parameters<Database['commit']>[0]): boolean {
  return changes.every(({ space, key, value }) => rows[`${space}/${key}`] === value);
}

function placeOf(name: string): { space: Space; key: string } {
  const cut = name.indexOf('/');
  return { space: name.slice(0, cut) as Space, key: name.slice(cut + 1) };
}
