// The handlers: the only code that joins pipelines and rooms to volumes, databases and the engine.
import type { ServedMDatabase } from '../database/m-database.ts';
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import { createDropBytes } from './drop-bytes.ts';
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
import { createImgRender, type ImgRender } from './img-render.ts';
import { createMVolImgWrite, type MVolImgRead, type MVolImgWrite } from './m-vol-img.ts';
import { createPDbImgMeta, type PDbImgList, type PDbImgMeta } from './p-db-img-meta.ts';
import { createPVolImgRead, type PVolImgRead } from './p-vol-img-read.ts';
import { createPVolImgRemove, type PVolImgRemove } from './p-vol-img-remove.ts';
import { createPVolImgWrite, type PVolImgWrite, type PVolImgWriteParts } from './p-vol-img-write.ts';

export interface Handlers {
  readonly getImgMeta: GetImgMeta;
  readonly pDbImgMeta: PDbImgMeta;
  readonly pDbImgList: PDbImgList;
  readonly pVolImgRead: PVolImgRead;
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
}

export interface HandlersParts extends Omit<PVolImgWriteParts, 'dropBytes' | 'nameLock' | 'digestLock'> {
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  /** Follows the ledger: what that has done is here when it resolves. */
  readonly mDatabase: Pick<ServedMDatabase, 'lookup' | 'find'>;
}

export function createHandlers(parts: HandlersParts): Handlers {
  const { pVol, mVol, eVol, mDatabase, ledger } = parts;
  const nameLock = createKeyedLock();
  const digestLock = createKeyedLock();
  const dropBytes = createDropBytes({ pVol, mVol, eVol, ledger, digestLock });
  return {
    getImgMeta: createGetImgMeta(mDatabase),
    pDbImgMeta: createPDbImgMeta(ledger),
    pDbImgList: (page) => ledger.list(page),
    pVolImgRead: createPVolImgRead(pVol, ledger),
    pVolImgWrite: createPVolImgWrite({ ...parts, dropBytes, nameLock, digestLock }),
    pVolImgRemove: createPVolImgRemove({ ledger, dropBytes, nameLock }),
    mVolImgRead: (key) => mVol.read(key),
    mVolImgWrite: createMVolImgWrite(mVol, mDatabase),
    eVolImgRead: (key) => eVol.read(key),
    eVolImgWrite: createEVolImgWrite(eVol, mDatabase),
    imgRender: createImgRender(parts),
    imgRefine: createImgRefine(parts),
    imgAtHand: createImgAtHand(parts),
    imgReplace: createImgReplace(parts),
  };
}
