// A process of its own for the crash test: uploads without end, several at once, and says each name and digest
// when file and row are durable, never before. It waits to be killed.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import { createImageLedger } from '../../../../core/index.ts';
import { metaOf } from '../../../core/database/meta-of.ts';
import { noise, streamOf } from '../../../support/bytes.ts';

const directory = process.argv[2] ?? '';
const cycle = Number(process.argv[3]);
const volume = await openFileVolume({ directory: join(directory, 'pvol') });
const ledger = createImageLedger(await openSqliteDatabase({ file: join(directory, 'p.sqlite') }));

await Promise.all([1, 2, 3, 4].map(uploadForEver));

async function uploadForEver(lane: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const seed = (cycle * 10 + lane) * 10_000 + count;
    const staged = await volume.stage(streamOf(noise(1 + ((seed * 7919) % 300_000), seed)), { maxBytes: 1_000_000 });
    const { imgAddr } = await staged.commit('jpg');
    const name = `image ${seed}`;
    await ledger.put(metaOf(name, { digest: staged.digest, imgAddr, byteLength: staged.byteLength }));
    writeSync(1, `${name}\t${staged.digest}\n`);
  }
}
