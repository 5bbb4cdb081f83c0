// Puts images back into a new pDatabase: under the names that a source of rows has, or under names made of digests.
import { checkRows, Failure, type ImageEngine, type ImageLedger, type ImageMeta } from '../../../core/index.ts';
import type { SqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { forEach } from './for-each.ts';
import { isPrivate, type Known, standingOf } from './known.ts';
import type { Originals } from './originals.ts';
import { probeOriginal } from './probe-original.ts';
import type { Finding, Watch } from './watch.ts';

export interface Return {
  readonly ledger: ImageLedger;
  readonly originals: Originals;
  readonly engine: ImageEngine;
  readonly watch: Watch;
  readonly counted: { named: number; nameless: number; deleted: number; lost: number };
}

// Commits that wait at the same time share a sync.
const lanes = 32;

/** `known` undefined: the source's rows are believed as they are. */
export async function returnNames(
  into: Return,
  source: SqliteReader,
  known: Known | undefined,
  step: string,
): Promise<void> {
  const { ledger, watch, counted } = into;
  const { rows } = source.tally('image', 'n:', 'byteLength');
  let looked = 0;
  await forEach(checkRows(source), lanes, watch.signal, async ({ name, meta }) => {
    looked += 1;
    watch.progress(step, looked, rows);
    if (meta === undefined || (await ledger.get(name)) !== undefined) return;
    const standing = standingOf(known, meta);
    if (standing === 'deleted') {
      counted.deleted += 1;
      watch.found({ kind: 'not-returned', name, sentence: `"${name}" was deleted since.`, isNote: true });
    } else {
      const row = { ...meta, private: isPrivate(known, meta) };
      if (standing === 'there') await returnAs(into, row);
      else await returnReplaced(into, row, standing.replacedBy);
    }
  });
}

async function returnAs(into: Return, meta: ImageMeta): Promise<void> {
  const { name, imgAddr, byteLength } = meta;
  if ((await into.originals.look(imgAddr, byteLength, false)) !== 'sound') {
    const sentence = `The original of "${name}" is not here: deleted since, or lost.`;
    return lose(into, { kind: 'bytes-missing', name, imgAddr, sentence });
  }
  await into.ledger.put(meta);
  into.counted.named += 1;
}

// What people said of the name stays with it.
async function returnReplaced(into: Return, before: ImageMeta, version: string): Promise<void> {
  const { name, createdAt, private: flag, tags, metadata } = before;
  const now = await into.originals.find(version);
  if (now === undefined) {
    return lose(into, { kind: 'bytes-missing', name, sentence: `The original of "${name}" is not here.` });
  }
  const { path } = into.originals.placeOf(now.imgAddr);
  const meta = await probeOriginal(into.engine, { ...now, path }, () => name, into.watch.signal);
  await into.ledger.put({ ...meta, createdAt, private: flag, tags, metadata });
  into.counted.named += 1;
}

/** Every original that no name has, and that was not deleted as far as is known. */
export async function returnNameless(into: Return, known: Known | undefined): Promise<void> {
  const { ledger, originals, engine, watch, counted } = into;
  let looked = 0;
  await forEach(originals.list(), lanes, watch.signal, async (image) => {
    looked += 1;
    watch.progress('originals', looked, undefined);
    if (await ledger.isReferenced(image.digest)) return;
    const { path } = originals.placeOf(image.imgAddr);
    const writtenAt = await originals.writtenAt(image.imgAddr);
    if (standingOf(known, { digest: image.digest, writtenAt }) === 'deleted') {
      counted.deleted += 1;
      return;
    }
    try {
      const nameOf = (ext: string) => `recovered/${image.digest}.${ext}`;
      const meta = await probeOriginal(engine, { ...image, path }, nameOf, watch.signal);
      await ledger.put(meta);
      counted.nameless += 1;
      watch.found({
        kind: 'name-lost',
        name: meta.name,
        imgAddr: image.imgAddr,
        sentence: `It is "${meta.name}" now.`,
      });
    } catch (error) {
      if (!(error instanceof Failure) || watch.signal.aborted) throw error;
      lose(into, { kind: 'bytes-damaged', imgAddr: image.imgAddr, sentence: `${image.imgAddr}: ${error.message}` });
    }
  });
}

function lose({ counted, watch }: Return, finding: Finding): void {
  counted.lost += 1;
  watch.found(finding);
}
