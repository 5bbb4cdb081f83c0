// `imageserver verify`: every image of a data directory is looked at. It changes nothing, and what changes under it,
// because a server is running, is looked at again before it is called a finding.
import {
  type CheckedRow,
  checkRow,
  checkRows,
  createImageLedger,
  type ImageMeta,
  listOrphans,
  strayDigests,
} from '../../../core/index.ts';
import { checkDatabase } from '../../databases/sqlite/check-database.ts';
import { openSqliteReader, type SqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { type DataDirectory, expectStore } from './data-directory.ts';
import { forEach } from './for-each.ts';
import { type OriginalState, type Originals, originalsIn } from './originals.ts';
import { verifyIndex } from './verify-index.ts';
import type { FindingKind, Watch } from './watch.ts';

export interface Verified {
  readonly images: number;
  readonly files: number;
  readonly bytes: number;
  readonly findings: number;
  readonly orphans: number;
  readonly orphanBytes: number;
}

interface Look {
  readonly reader: SqliteReader;
  readonly originals: Originals;
  /** Whether originals are read to their end. */
  readonly digests: boolean;
  readonly watch: Watch;
  readonly counted: { images: number; files: number; bytes: number };
}

const lanes = 4;
// There may be a million behind a large delete; the outcome counts them all.
const shownOrphans = 20;

/** Fails with `not-found` where there is no database, and with `internal` where it is none of ours. */
export async function verifyStore(data: DataDirectory, digests: boolean, watched: Watch): Promise<Verified> {
  await expectStore(data);
  let findings = 0;
  const watch: Watch = {
    ...watched,
    found(finding) {
      if (!finding.isNote) findings += 1;
      watched.found(finding);
    },
  };
  watch.progress('database', 0, undefined);
  const faults = await checkDatabase({ file: data.pDatabase });
  for (const fault of faults) watch.found({ kind: 'database-damaged', sentence: fault });
  const nothing = { images: 0, files: 0, bytes: 0, orphans: 0, orphanBytes: 0 };
  // Rows of a damaged file may be anything: whoever reads them would report what is not so.
  if (faults.length > 0) return { ...nothing, findings };

  const reader = await openSqliteReader({ file: data.pDatabase });
  try {
    const look = { reader, originals: originalsIn(data.pVol), digests, watch, counted: { ...nothing } };
    await verifyRows(look);
    for await (const { name, digest } of strayDigests(reader)) {
      watch.found({
        kind: 'row-broken',
        name,
        sentence: `A digest row says that "${name}" is ${digest}, and it is not.`,
      });
    }
    const orphans = await verifyFiles(look);
    await verifyIndex(data, reader, watch);
    return { ...look.counted, ...orphans, findings };
  } finally {
    await reader.close();
  }
}

async function verifyRows(look: Look): Promise<void> {
  const { reader, watch, counted } = look;
  const { rows } = reader.tally('image', 'n:', 'byteLength');
  await forEach(checkRows(reader), lanes, watch.signal, async (row) => {
    if (row.faults.length > 0) await reportRow(look, row.name);
    if (row.meta !== undefined && row.isFirst) await verifyBytes(look, row.meta);
    counted.images += 1;
    watch.progress('images', counted.images, rows);
  });
}

async function reportRow({ reader, watch }: Look, name: string): Promise<void> {
  const again = await checkRow(reader, name);
  for (const sentence of again?.faults ?? []) watch.found({ kind: 'row-broken', name, sentence });
}

async function verifyBytes(look: Look, meta: ImageMeta): Promise<void> {
  const { originals, digests, counted } = look;
  const state = await originals.look(meta.imgAddr, meta.byteLength, digests);
  counted.files += 1;
  counted.bytes += meta.byteLength;
  if (state === 'sound') return;
  const again: CheckedRow | undefined = await checkRow(look.reader, meta.name);
  // Deleted or replaced since.
  if (again?.meta?.imgAddr !== meta.imgAddr) return;
  const still = await originals.look(meta.imgAddr, meta.byteLength, digests);
  if (still !== 'sound') look.watch.found({ ...said(still, meta), name: meta.name, imgAddr: meta.imgAddr });
}

function said(state: Exclude<OriginalState, 'sound'>, { name, byteLength }: ImageMeta) {
  const kind: FindingKind = state === 'missing' ? 'bytes-missing' : 'bytes-damaged';
  const sentences = {
    missing: `The original of "${name}" is missing.`,
    'wrong-length': `The original of "${name}" has not the ${byteLength} bytes that were stored.`,
    'wrong-digest': `The original of "${name}" has other bytes than were stored.`,
  };
  return { kind, sentence: sentences[state] };
}

async function verifyFiles({ reader, originals, watch }: Look) {
  let orphans = 0;
  let orphanBytes = 0;
  for await (const { imgAddr, byteLength } of listOrphans(originals, createImageLedger(reader))) {
    watch.signal.throwIfAborted();
    orphans += 1;
    orphanBytes += byteLength;
    if (orphans > shownOrphans) continue;
    watch.found({ kind: 'orphan', imgAddr, sentence: `No image is ${imgAddr} (${byteLength} bytes).`, isNote: true });
  }
  return { orphans, orphanBytes };
}
