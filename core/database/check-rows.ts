// Looks at the rows of the image space one by one, so that a broken one is found and does not end the look.
import { Failure } from '../failure.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Database, Row } from './database.ts';
import { parseImageMeta } from './parse-image-meta.ts';

type Rows = Pick<Database, 'get' | 'scan'>;

export interface CheckedRow {
  readonly name: string;
  /** Undefined where the row cannot be read. */
  readonly meta: ImageMeta | undefined;
  /** What is wrong, a sentence each; empty for a row that is right. */
  readonly faults: readonly string[];
  /** True for one name of those that share these bytes. */
  readonly isFirst: boolean;
}

const pageLength = 1000;

/** Every name in order. A server may change rows meanwhile: ask `checkRow` again before you believe a fault. */
export async function* checkRows(database: Rows): AsyncGenerator<CheckedRow> {
  for await (const { key, value } of rowsOf(database, 'n:')) yield await check(database, key.slice(2), value);
}

/** Undefined when the name is not there any more. */
export async function checkRow(database: Rows, name: string): Promise<CheckedRow | undefined> {
  const value = await database.get('image', `n:${name}`);
  return value === undefined ? undefined : check(database, name, value);
}

/** Digest rows whose name does not stand for those bytes: they would keep a deleted file for ever. */
export async function* strayDigests(database: Rows): AsyncGenerator<{ name: string; digest: string }> {
  for await (const { key } of rowsOf(database, 'd:')) {
    const [, digest = '', name = ''] = /^d:([0-9a-f]*):(.*)$/s.exec(key) ?? [];
    const isRight = async () => (await checkRow(database, name))?.meta?.digest === digest;
    const isThere = async () => (await database.get('image', key)) !== undefined;
    if (!(await isRight()) && (await isThere()) && !(await isRight())) yield { name, digest };
  }
}

async function check(database: Rows, name: string, value: string): Promise<CheckedRow> {
  try {
    const meta = parseImageMeta(name, value);
    const hasDigest = (await database.get('image', `d:${meta.digest}:${name}`)) !== undefined;
    const [first] = await database.scan('image', { prefix: `d:${meta.digest}:`, after: '', limit: 1 });
    const faults = hasDigest ? [] : [`The row of "${name}" is there and the row of its digest is not.`];
    return { name, meta, faults, isFirst: !hasDigest || first?.key === `d:${meta.digest}:${name}` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, meta: undefined, faults: [error.message], isFirst: true };
  }
}

/** Rows of the image space, in order. */
export async function* rowsOf(database: Pick<Database, 'scan'>, prefix: string): AsyncGenerator<Row> {
  let after = '';
  for (;;) {
    const page = await database.scan('image', { prefix, after, limit: pageLength });
    yield* page;
    if (page.length < pageLength) return;
    after = page.at(-1)?.key ?? '';
  }
}
