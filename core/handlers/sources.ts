// Sources of transformations, wherever they are: stored under a name, or elsewhere under a URL.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { ServedMDatabase } from '../database/m-database.ts';
import type { EngineSource } from '../engine/image-engine.ts';
import { type ImageRecord, recordOf } from '../image/image-meta.ts';
import { isSourceUrl } from '../source/check-source.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { pVolSource } from './p-vol-source.ts';
import type { RemoteSources } from './remote-sources.ts';

export interface Sources {
  /** What may be kept of a source has this record: undefined where nothing may. RAM only. */
  lookup(source: string): ImageRecord | undefined;
  /** What the source stands for now. */
  find(source: string): ImageRecord | undefined | Promise<ImageRecord | undefined>;
  frames(source: string): Promise<number | undefined>;
  /** Undefined when it stands for other bytes by now, or these are gone. Fails as pVolSource does. */
  open(source: string, version: string): Promise<EngineSource | undefined>;
}

export interface SourcesParts {
  readonly mDatabase: Pick<ServedMDatabase, 'lookup' | 'find'>;
  readonly ledger: Pick<ImageLedger, 'get'>;
  readonly pVol: PersistentVolume;
  readonly remote: RemoteSources;
}

export function createSources({ mDatabase, ledger, pVol, remote }: SourcesParts): Sources {
  return {
    lookup(source) {
      if (!isSourceUrl(source)) return mDatabase.lookup(source);
      const known = remote.find(source);
      return known?.storable ? recordOf(known.meta) : undefined;
    },
    find(source) {
      if (!isSourceUrl(source)) return mDatabase.find(source);
      const known = remote.find(source);
      return known && recordOf(known.meta);
    },
    async frames(source) {
      return isSourceUrl(source) ? remote.find(source)?.meta.frames : (await ledger.get(source, () => true))?.frames;
    },
    async open(source, version) {
      if (isSourceUrl(source)) return remote.open(source, version);
      const meta = await ledger.get(source, () => true);
      return meta !== undefined && recordOf(meta).version === version ? pVolSource(pVol, meta) : undefined;
    },
  };
}
