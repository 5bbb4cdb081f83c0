// What ties a backup file of mDatabase to its pDatabase: kept in the config space, compared with the file's head.
import { randomSecret } from './compact-m-database.ts';
import type { Database } from './database.ts';
import type { NameHash } from './name-hash.ts';

/** In the config space: the secret of the name hash, which a backup file's head has to match. */
export const secretKey = 'mdatabase.secret';
const houseKey = 'mdatabase.house';

export interface BackupKeys {
  readonly secret: Uint8Array;
  /** Drawn once in the life of a pDatabase. */
  readonly house: number;
}

/** Undefined when this database has had no backup yet. */
export async function readBackupKeys(database: Pick<Database, 'get'>): Promise<BackupKeys | undefined> {
  const secret = await database.get('config', secretKey);
  const house = await database.get('config', houseKey);
  if (secret === undefined || house === undefined) return undefined;
  return { secret: Uint8Array.from(JSON.parse(secret)), house: JSON.parse(house) };
}

/** A new secret makes every older file foreign. `isKept`: there will be a file. */
export async function drawBackupKeys(database: Database, isKept: boolean): Promise<BackupKeys> {
  const text = await database.get('config', houseKey);
  const house = text === undefined ? (crypto.getRandomValues(new Uint32Array(1))[0] as number) : JSON.parse(text);
  const secret = randomSecret();
  if (isKept) {
    await database.commit([
      { space: 'config', key: secretKey, value: JSON.stringify([...secret]) },
      { space: 'config', key: houseKey, value: JSON.stringify(house) },
    ]);
  }
  return { secret, house };
}

/** The hash of no name at all. */
export function markOf(nameHash: NameHash): Uint32Array {
  const mark = new Uint32Array(2);
  nameHash('', mark);
  return mark;
}
