// What mDatabase's backup says of images whose rows are lost: it knows which names and bytes were stored when it was
// last written to, so what it does not know and what is older than that was deleted.
import { stat } from 'node:fs/promises';
import { type Database, type ImageMeta, type KnownImages, readKnownImages, secretKey } from '../../../core/index.ts';
import { createBackupFile } from '../../databases/backup/create-backup-file.ts';
import { type DataDirectory, isThere } from './data-directory.ts';

export interface Known {
  readonly images: KnownImages;
  /** When the file was last written to, in milliseconds since the epoch. */
  readonly at: number;
}

export interface Claim {
  readonly name?: string;
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

export type Standing = 'there' | 'deleted' | { readonly replacedBy: string };

/** Undefined when there is no file that can be read. `databases`: where its secret may be. */
export async function readKnown(
  data: DataDirectory,
  databases: readonly Pick<Database, 'get'>[],
): Promise<Known | undefined> {
  if (!(await isThere(data.mDatabaseBackup))) return undefined;
  const texts = await Promise.all(databases.map((database) => database.get('config', secretKey)));
  const secrets = texts.filter((text) => text !== undefined).map((text) => Uint8Array.from(JSON.parse(text)));
  const images = await readKnownImages(createBackupFile({ file: data.mDatabaseBackup }), secrets);
  if (typeof images === 'string') return undefined;
  return { images, at: (await stat(data.mDatabaseBackup)).mtimeMs };
}

/** Whether an image is private by its row or by what has been heard of it since. */
export function isPrivate(
  known: Known | undefined,
  { name, private: flag }: Pick<ImageMeta, 'name' | 'private'>,
): boolean {
  return flag || known?.images.lookup?.(name)?.private === true;
}

export function standingOf(known: Known | undefined, { name, digest, writtenAt }: Claim): Standing {
  if (known === undefined || writtenAt >= known.at) return 'there';
  const { lookup, hasBytes } = known.images;
  if (name === undefined || lookup === undefined) return hasBytes(digest) ? 'there' : 'deleted';
  const record = lookup(name);
  if (record === undefined) return 'deleted';
  return digest.startsWith(record.version) ? 'there' : { replacedBy: record.version };
}
