// Asked at the start: does the store honour conditions on writes? A store that ignores them answers 200 to everything,
// and two nodes would overwrite each other's uploads without a word.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Failure, type Layout } from '../../../core/index.ts';
import { type Calls, forReading, statusOf } from './calls.ts';
import { putObject } from './put-object.ts';
import type { Write } from './write.ts';

export interface Honoured {
  /** If-None-Match: * and If-Match on a PUT; `bare`: the ETag without its quotes, which is what radosgw 16 compares. */
  readonly writes: 'quoted' | 'bare' | undefined;
  /** The same where parts are put together. */
  readonly parts: boolean;
}

const bytes = new TextEncoder().encode('Is a condition honoured?');
const otherTag = '"00000000000000000000000000000000"';

/** Fails as the store does: a bucket that is not there, or takes nothing, is said at the start. */
export async function probeConditions(calls: Calls, { aside }: Layout, directory: string): Promise<Honoured> {
  const folder = await mkdtemp(join(directory, 'probe-'));
  const path = join(folder, 'bytes');
  const key = `${aside}probe/${crypto.randomUUID()}`;
  const write = (instead: Write['instead'], inPartsFrom = Number.POSITIVE_INFINITY) => {
    const metadata = { write: crypto.randomUUID() };
    return putObject(calls, {
      ...{ key, path, byteLength: bytes.byteLength, contentType: 'text/plain', metadata, instead, inPartsFrom },
    });
  };
  const isRefused = (attempt: Promise<string>) =>
    attempt.then(
      () => false,
      (error) => {
        if (error instanceof Failure && error.code === 'precondition-failed') return true;
        // Some say that they do not know conditions: no less clear.
        if (isNotKnown(error)) return false;
        throw error;
      },
    );
  try {
    await writeFile(path, bytes);
    const tag = await write(undefined);
    const weighs = (form: (etag: string) => string) =>
      isRefused(write(form(otherTag))).then(async (refused) => refused && !(await isRefused(write(form(tag)))));
    const isCreating = await isRefused(write('nothing'));
    const form = (await weighs((etag) => etag)) ? 'quoted' : (await weighs(bare)) ? 'bare' : undefined;
    const writes = isCreating ? form : undefined;
    const parts = writes !== undefined && (await isRefused(write('nothing', 0)));
    return { writes, parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
    const remove = new DeleteObjectCommand({ Bucket: calls.bucket, Key: key });
    await calls.send((client, abortSignal) => client.send(remove, { abortSignal }), forReading).catch(() => {});
  }
}

/** The condition of a write that shall replace this, or nothing, and no other. */
export function insteadOf({ writes }: Honoured, etag: string | undefined): Write['instead'] {
  if (writes === undefined) return undefined;
  if (etag === undefined) return 'nothing';
  return writes === 'bare' ? bare(etag) : etag;
}

function bare(etag: string): string {
  return etag.replaceAll('"', '');
}

function isNotKnown(error: unknown): boolean {
  const status = statusOf((error as Error).cause);
  return status === 400 || status === 501;
}
