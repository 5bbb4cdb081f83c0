// Asked at the start: does the store honour conditions on writes? A store that ignores them answers 200 to everything,
// and two nodes would overwrite each other's uploads without a word.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../../core/index.ts';
import { type Calls, forReading, statusOf } from './calls.ts';
import type { Layout } from './layout.ts';
import { putObject, type Write } from './put-object.ts';

export interface Honoured {
  /** If-None-Match: * and If-Match on a PUT. */
  readonly writes: boolean;
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
    await write(undefined);
    const writes = (await isRefused(write('nothing'))) && (await isRefused(write(otherTag)));
    const parts = writes && (await isRefused(write('nothing', 0)));
    return { writes, parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
    const remove = new DeleteObjectCommand({ Bucket: calls.bucket, Key: key });
    await calls.send((client, abortSignal) => client.send(remove, { abortSignal }), forReading).catch(() => {});
  }
}

function isNotKnown(error: unknown): boolean {
  const status = statusOf((error as Error).cause);
  return status === 400 || status === 501;
}
