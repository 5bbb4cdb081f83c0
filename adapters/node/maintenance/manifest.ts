// What makes a directory a backup: manifest.json, written last of all. It names the files of the database and of
// mDatabase's backup with their digests; the originals' names are their digests, and the database lists them.
//
// | field      | holds                                                                  |
// | ---------- | ---------------------------------------------------------------------- |
// | format     | "imageserver-backup"                                                   |
// | version    | 1                                                                      |
// | finishedAt | ISO 8601, UTC                                                          |
// | database   | file, byteLength, sha256: pDatabase as of one moment                   |
// | index      | the same of mDatabase's backup, which goes with that database          |
// | images     | names in the database                                                  |
// | files      | originals in pvol                                                      |
// | bytes      | of those together                                                      |
// | missing    | names whose originals were missing or damaged when the backup was made |
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../core/index.ts';
import { syncFile } from './copy-original.ts';
import { isThere, lengthOf } from './data-directory.ts';
import { digestOfFile } from './digest-of-file.ts';

export interface KeptFile {
  readonly file: string;
  readonly byteLength: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly finishedAt: string;
  readonly database: KeptFile;
  readonly index: KeptFile;
  readonly images: number;
  readonly files: number;
  readonly bytes: number;
  readonly missing: readonly string[];
}

export const manifestName = 'manifest.json';
const format = 'imageserver-backup';
const version = 1;

/** Undefined when there is none. Fails with `precondition-failed` for one that cannot be read. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = join(directory, manifestName);
  if (!(await isThere(path))) return undefined;
  try {
    const parsed = JSON.parse(await readFile(path, 'utf8'));
    if (parsed.format === format && parsed.version === version && isKept(parsed.database) && isKept(parsed.index)) {
      return parsed;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Failure('precondition-failed', `Expected ${path} to be the manifest of a backup, version ${version}.`);
}

/** The backup is this one from here on, whatever was there before. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeDurably(join(directory, manifestName), `${JSON.stringify({ format, version, ...manifest }, null, 2)}\n`);
  await syncFile(directory);
}

/** Replaces a file whole; its name is durable when its directory is synced. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
}

export async function keptFileAt(directory: string, file: string): Promise<KeptFile> {
  const path = join(directory, file);
  return { file, byteLength: (await lengthOf(path)) ?? 0, sha256: await digestOfFile(path) };
}

/** Fails with `digest-mismatch` where the file is not the one that was written. */
export async function expectKeptFile(directory: string, { file, byteLength, sha256 }: KeptFile): Promise<void> {
  const path = join(directory, file);
  const isSame = (await lengthOf(path)) === byteLength && (await digestOfFile(path)) === sha256;
  if (!isSame)
    throw new Failure('digest-mismatch', `Expected ${path} as its manifest says but it is missing or damaged.`);
}

// A name with a path in it would lead out of the backup.
function isKept(value: unknown): value is KeptFile {
  const { file, byteLength, sha256 } = (value ?? {}) as Partial<KeptFile>;
  return /^[\w.-]+$/.test(String(file)) && Number.isSafeInteger(byteLength) && typeof sha256 === 'string';
}
