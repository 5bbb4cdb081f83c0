// The handlers: the only code that joins pipelines and rooms to volumes, databases and the engine.
import type { ServedMDatabase } from '../database/m-database.ts';
import { Failure } from '../failure.ts';
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { Presigner } from '../volume/presigner.ts';
import { createDropBytes, createDropResults } from './drop-bytes.ts';
import { createEVolImgWrite, type EVolImgRead, type EVolImgWrite } from './e-vol-img.ts';
import { createGetImgMeta, type GetImgMeta } from './get-img-meta.ts';
import {
  createImgAtHand,
  createImgRefine,
  createImgReplace,
  type ImgAtHand,
  type ImgRefine,
  type ImgReplace,
} from './img-refine.ts';
import { createImgRender } from './img-render.ts';
import { createMayKeep, createMVolImgWrite, type MVolImgRead, type MVolImgWrite } from './m-vol-img.ts';
import { createMezzanines } from './mezzanines.ts';
import { createModuleCache, type ModuleCache } from './module-cache.ts';
import {
  createPDbImgMeta,
  type PDbImgFind,
  type PDbImgList,
  type PDbImgMeta,
  type PDbImgTagged,
} from './p-db-img-meta.ts';
import { createPDbImgPatch, type PDbImgPatch } from './p-db-img-patch.ts';
import { createPVolImgRead, type PVolImgRead } from './p-vol-img-read.ts';
import { createPVolImgRemove, type PVolImgRemove } from './p-vol-img-remove.ts';
import { createPVolImgWrite, type PVolImgWrite, type PVolImgWriteParts } from './p-vol-img-write.ts';
import { createPVolSweep, type PVolSweep } from './p-vol-sweep.ts';
import { createPurgeResults, type PurgeResults } from './purge-results.ts';
import { createPurges } from './purges.ts';
import { createRemoteSources, type RemoteSources, type RemoteSourcesParts } from './remote-sources.ts';
import type { ImgRender } from './render-order.ts';
import { createReplacedImages, type Replaced } from './replaced-images.ts';
import { createSettlePlan } from './settle-plan.ts';
import type { SharedRendersParts } from './shared-renders.ts';
import { createSources } from './sources.ts';

export interface Handlers {
  readonly getImgMeta: GetImgMeta;
  /** As getImgMeta, of an image elsewhere. */
  readonly getSource: RemoteSources['get'];
  readonly pDbImgMeta: PDbImgMeta;
  readonly pDbImgFind: PDbImgFind;
  readonly pDbImgList: PDbImgList;
  readonly pDbImgTagged: PDbImgTagged;
  readonly pDbImgPatch: PDbImgPatch;
  readonly pVolImgRead: PVolImgRead;
  /** Undefined where pVol's store answers nobody but the server. */
  readonly pVolPresigner: Presigner | undefined;
  readonly pVolImgWrite: PVolImgWrite;
  readonly pVolImgRemove: PVolImgRemove;
  readonly mVolImgRead: MVolImgRead;
  readonly mVolImgWrite: MVolImgWrite;
  readonly eVolImgRead: EVolImgRead;
  readonly eVolImgWrite: EVolImgWrite;
  readonly imgRender: ImgRender;
  readonly imgRefine: ImgRefine;
  readonly imgAtHand: ImgAtHand;
  readonly imgReplace: ImgReplace;
  readonly purgeResults: PurgeResults;
  /** Purges so far, for those who plan what will be kept. */
  readonly purgeCount: () => number;
  readonly pVolSweep: PVolSweep;
  /** Erases what was dropped before its grace period is over; answers how many images. */
  readonly pVolEraseDropped: () => Promise<number>;
  /** What a name stood for before, while results of that may be shown. */
  readonly imgReplaced: (name: string) => Replaced | undefined;
}

// Names; about 300 bytes each.
const mostReplaced = 4096;

export interface HandlersParts extends Omit<PVolImgWriteParts, 'dropBytes' | 'replaced' | 'nameLock' | 'digestLock'> {
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  /** How long results of a replaced image may be shown where there are none of the new one; 0 never. */
  readonly staleSeconds: number;
  /** Follows the ledger: what that has done is here when it resolves. */
  readonly mDatabase: Pick<ServedMDatabase, 'lookup' | 'find'>;
  /** How long dropped originals can still be had back by hand; 0 erases them at once. */
  readonly graceMillis: number;
  /** Without it results of one source share nothing. */
  readonly moduleCache?: ModuleCache;
  readonly turn?: SharedRendersParts['turn'];
  /** Of eVol, for mezzanines; without it there are none. */
  readonly mezzanineBytes?: number;
  /** Without it there are no sources but the stored ones. */
  readonly remote?: Pick<RemoteSourcesParts, 'fetchSource' | 'lifetime' | 'config'>;
  readonly observe?: Tell;
}

const nowhere: NonNullable<HandlersParts['remote']> = {
  fetchSource: () => Promise.reject(new Failure('forbidden', 'No sources elsewhere are allowed.')),
  lifetime: { usual: 0, least: 0, most: 0 },
  config: {
    rules: [],
    fetches: 1,
    waiting: 0,
    negativeSeconds: 0,
    staleWhileRevalidateSeconds: 0,
    staleIfErrorSeconds: 0,
  },
};

export function createHandlers(parts: HandlersParts): Handlers {
  const { pVol, mVol, eVol, mDatabase, ledger, tell, staleSeconds } = parts;
  const { moduleCache = keepsNothing(), turn = async () => {}, mezzanineBytes: capacityBytes = 0 } = parts;
  const nameLock = createKeyedLock();
  const digestLock = createKeyedLock();
  const dropResults = createDropResults(mVol, eVol, moduleCache);
  const dropBytes = createDropBytes({ ...parts, dropResults, digestLock });
  const purges = createPurges();
  const remote = createRemoteSources({ observe: () => {}, ...parts, ...(parts.remote ?? nowhere) });
  const sources = createSources({ ...parts, remote });
  const mayKeep = createMayKeep(sources, purges);
  const millis = staleSeconds * 1000;
  const replaced = createReplacedImages({ dropResults, ledger, digestLock, millis, capacity: mostReplaced });
  const rendering = { ...parts, sources, settlePlan: createSettlePlan(parts.engine, parts.limits) };
  const { count: purgeCount } = purges;
  const mezzanines = createMezzanines({ ...rendering, mayKeep, purgeCount, capacityBytes });
  return {
    getImgMeta: createGetImgMeta(mDatabase),
    getSource: remote.get,
    pDbImgMeta: createPDbImgMeta(ledger),
    pDbImgFind: (name, isWanted) => ledger.get(name, isWanted),
    pDbImgList: (page) => ledger.list(page),
    pDbImgTagged: (tag, page) => ledger.listTagged(tag, page),
    pDbImgPatch: createPDbImgPatch({ ...parts, nameLock }),
    pVolImgRead: createPVolImgRead(pVol, ledger),
    pVolPresigner: pVol.presigner,
    pVolImgWrite: createPVolImgWrite({
      ...parts,
      ...{ dropBytes, nameLock, digestLock },
      replaced: staleSeconds > 0 ? replaced : undefined,
    }),
    pVolImgRemove: createPVolImgRemove({ ledger, dropBytes, replaced, nameLock, tell }),
    mVolImgRead: (key) => mVol.read(key),
    mVolImgWrite: createMVolImgWrite(mVol, mayKeep),
    eVolImgRead: (key, group) => eVol.read(key, group),
    eVolImgWrite: createEVolImgWrite(eVol, mayKeep),
    imgRender: createImgRender({ ...rendering, moduleCache, turn, mezzanines }),
    imgRefine: createImgRefine(rendering),
    imgAtHand: createImgAtHand(parts),
    imgReplace: createImgReplace({ ...parts, mayKeep }),
    purgeResults: createPurgeResults({ ...parts, remote, moduleCache, purges, replaced }),
    purgeCount,
    pVolSweep: createPVolSweep({ ...parts, digestLock }),
    pVolEraseDropped: async () => (await pVol.tidy(Number.POSITIVE_INFINITY)).erased,
    imgReplaced: (name) => replaced.lookup(name),
  };
}

function keepsNothing(): ModuleCache {
  return createModuleCache({ capacityBytes: 0, keepMillis: 0 });
}
