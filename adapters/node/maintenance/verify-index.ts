// Whether mDatabase's backup says what pDatabase says. A server may append to the one and write to the other
// meanwhile; it never cuts the journal before the file has its changes, so a second look settles it.
import { checkBackup } from '../../../core/index.ts';
import { createBackupFile } from '../../databases/backup/create-backup-file.ts';
import type { SqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Watch } from './watch.ts';

const looks = 3;

export async function verifyIndex(data: DataDirectory, reader: SqliteReader, watch: Watch): Promise<void> {
  const found = await lookAgain(data, reader, watch);
  const { state, different, surplus } = found;
  if (state === 'missing' || state === 'foreign' || state === 'old') {
    const sentence = `mDatabase's backup is ${state}; the next start makes it anew.`;
    watch.found({ kind: 'index-missing', sentence, isNote: true });
  }
  if (state === 'damaged') {
    watch.found({ kind: 'index-damaged', sentence: "mDatabase's backup is damaged; the next start makes it anew." });
  }
  if (state === 'later') {
    const sentence = "pDatabase is older than mDatabase's backup: it was put back, or has lost changes.";
    watch.found({ kind: 'index-differs', sentence });
  }
  for (const name of different) {
    watch.found({ kind: 'index-differs', name, sentence: `mDatabase's backup says something else of "${name}".` });
  }
  if (surplus !== 0) {
    const sentence = `mDatabase's backup has ${Math.abs(surplus)} images ${surplus > 0 ? 'more' : 'less'} than pDatabase.`;
    watch.found({ kind: 'index-differs', sentence });
  }
}

async function lookAgain(data: DataDirectory, reader: SqliteReader, watch: Watch) {
  for (let look = 1; ; look += 1) {
    const found = await lookOnce(data, reader, watch);
    const isGood = found.state === 'whole' && found.different.length === 0 && found.surplus === 0;
    if (isGood || look === looks) return found;
  }
}

async function lookOnce(data: DataDirectory, reader: SqliteReader, watch: Watch) {
  let isHeld = false;
  const holdStill = () => {
    reader.hold();
    isHeld = true;
  };
  const store = createBackupFile({ file: data.mDatabaseBackup });
  const visit = (images: number) => watch.progress('index', images, undefined);
  try {
    return await checkBackup({ database: reader, store, holdStill, visit });
  } finally {
    if (isHeld) reader.release();
  }
}
