// purgeResults: drops the finished results of a name, or of all names that begin alike. The originals stay.
import type { ImageLedger } from '../database/image-ledger.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import { unknownName } from './get-img-meta.ts';
import type { ModuleCache } from './module-cache.ts';
import type { Purges } from './purges.ts';
import type { RemoteSources } from './remote-sources.ts';
import type { ReplacedImages } from './replaced-images.ts';

export interface Purged {
  /** Names whose results went. */
  readonly names: number;
  /** Results in mVol and in eVol that went; one that both had counts twice. */
  readonly results: number;
}

export interface PurgeResults {
  /** Fails with `not-found`. */
  ofName(name: string): Promise<Purged>;
  ofPrefix(prefix: string): Promise<Purged>;
  /** Of the names that begin with the prefix and have the tag. */
  ofTag(tag: string, prefix: string): Promise<Purged>;
  /** Of an image elsewhere, which is forgotten too: it is fetched anew. */
  ofUrl(url: string): Promise<Purged>;
}

export interface PurgeResultsParts {
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  readonly moduleCache: Pick<ModuleCache, 'removeGroup'>;
  readonly ledger: Pick<ImageLedger, 'get' | 'list' | 'listTagged'>;
  readonly purges: Purges;
  readonly replaced: Pick<ReplacedImages, 'forget'>;
  readonly remote: Pick<RemoteSources, 'purge'>;
}

const atOnce = 1000;

export function createPurgeResults(parts: PurgeResultsParts): PurgeResults {
  const { mVol, eVol, moduleCache, ledger, purges, replaced, remote } = parts;
  // Up to the first wait all happens at once: who plans before it keeps nothing, who plans after it finds nothing.
  async function drop(versions: readonly string[]): Promise<number> {
    purges.add(versions);
    for (const version of versions) moduleCache.removeGroup(version);
    const fromDisk = eVol.removeGroups(versions);
    return (await mVol.removeGroups(versions)) + (await fromDisk);
  }

  async function dropAll(images: readonly ImageMeta[]): Promise<number> {
    for (const { name } of images) await replaced.forget(name);
    return drop(images.map((meta) => recordOf(meta).version));
  }

  return {
    async ofName(name) {
      const meta = (await ledger.get(name)) ?? unknownName(name);
      await replaced.forget(name);
      return { names: 1, results: await drop([recordOf(meta).version]) };
    },

    async ofUrl(url) {
      const versions = await remote.purge(url);
      return { names: versions.length, results: await drop(versions) };
    },

    async ofPrefix(prefix) {
      let [names, results, after] = [0, 0, ''];
      for (;;) {
        const page = await ledger.list({ prefix, after, limit: atOnce });
        results += await dropAll(page);
        names += page.length;
        if (page.length < atOnce) return { names, results };
        after = page.at(-1)?.name ?? '';
      }
    },

    async ofTag(tag, prefix) {
      let [names, results] = [0, 0];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const { images, next } = await ledger.listTagged(tag, { prefix, after, limit: atOnce });
        results += await dropAll(images);
        names += images.length;
        after = next;
      }
      return { names, results };
    },
  };
}
