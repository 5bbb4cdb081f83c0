// pVolImgWrite: an upload. Received once, looked at, and only then made visible.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { Probe } from '../engine/image-engine.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import type { Ext } from '../image/format.ts';
import { addrTypes, type ImageMeta } from '../image/image-meta.ts';
import { noUserMeta, sameUserMeta, type UserMeta } from '../image/user-meta.ts';
import type { PersistentVolume, Staged } from '../volume/persistent-volume.ts';
import { acceptBytes, type Declared } from './accept-bytes.ts';
import type { DropBytes } from './drop-bytes.ts';
import { laterThan } from './p-db-img-patch.ts';
import { createProbeStaged, type ProbeStagedParts } from './probe-staged.ts';
import type { ReplacedImages } from './replaced-images.ts';
import { unlessOvertaken } from './unless-overtaken.ts';

export interface Upload {
  readonly body: ReadableStream<Uint8Array>;
  readonly declared: Declared;
  /** Asked once, when the bytes are known to be an image: a form may say its name behind its file. */
  name(ext: Ext): Promise<string>;
  /** Asked behind the name; what it leaves out stays as it was under this name. Nothing where it is absent. */
  userMeta?(): Promise<Partial<UserMeta>>;
  /** Throws where the client's preconditions do not hold; `before` is what the name stands for until now, `digest` of what has come. */
  check(before: ImageMeta | undefined, digest: string): void | Promise<void>;
  /** Where it may have less than any upload: bytes, and formats. */
  readonly maxBytes?: number;
  readonly inputs?: readonly Ext[];
  /** Who asks, for the gate's fairness. */
  readonly client: string;
  readonly signal: AbortSignal;
}

export interface Written {
  readonly meta: ImageMeta;
  /** False when an image of this name was replaced. */
  readonly created: boolean;
}

/** Resolves when bytes and record are durable. On failure nothing of the upload can be seen. */
export type PVolImgWrite = (upload: Upload) => Promise<Written>;

export interface PVolImgWriteParts extends ProbeStagedParts {
  readonly pVol: PersistentVolume;
  readonly ledger: ImageLedger;
  /** Formats accepted as originals. */
  readonly inputs: readonly Ext[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly tell: Tell;
  readonly dropBytes: DropBytes;
  /** Undefined where results of replaced images are not to be shown any more. */
  readonly replaced: Pick<ReplacedImages, 'note'> | undefined;
  readonly nameLock: KeyedLock;
  readonly digestLock: KeyedLock;
}

export function createPVolImgWrite(parts: PVolImgWriteParts): PVolImgWrite {
  const { pVol, ledger, limits, inputs, clock, tell, dropBytes, replaced, nameLock, digestLock } = parts;
  const probeStaged = createProbeStaged(parts, true);

  return async ({ userMeta = sayNothing, ...upload }) => {
    const { body, declared, name: nameOf, check, client, signal } = upload;
    const staged = await pVol.stage(body, { maxBytes: upload.maxBytes ?? limits.uploadBytes, signal });
    try {
      const ext = acceptBytes(staged, declared, upload.inputs ?? inputs);
      const name = await nameOf(ext);
      const said = await userMeta();
      const probe = await probeStaged(staged, ext, client, signal);
      // The name's lock decides between racing uploads; the digest's keeps equal bytes from being dropped meanwhile.
      return await nameLock.run(name, async () => {
        const look = async () => {
          const before = await ledger.latest(name);
          await check(before, staged.digest);
          return before;
        };
        return unlessOvertaken(look, async (before) => {
          const meta = await digestLock.run(staged.digest, () => record(staged, name, ext, probe, said, before));
          if (before !== undefined && before.digest !== meta.digest) await dropReplaced(before);
          return { meta, created: before === undefined };
        });
      });
    } finally {
      await staged.discard();
    }
  };

  // The upload is durable by now, and no name leads to the old bytes any more: failing to drop them only costs space.
  async function dropReplaced(before: ImageMeta): Promise<void> {
    try {
      await replaced?.note(before);
      await dropBytes(before, 'late', replaced === undefined ? 'drop' : 'leave');
    } catch (error) {
      tell('volume.litter', { imgAddr: before.imgAddr, error });
    }
  }

  // Bytes whose row could not be written are left: whether the row is durable is not known then, and a row
  // without bytes is worse than bytes without a row.
  async function record(
    staged: Staged,
    name: string,
    ext: Ext,
    probe: Probe,
    said: Partial<UserMeta>,
    before: ImageMeta | undefined,
  ): Promise<ImageMeta> {
    const now = clock();
    const user = { ...userMetaOf(before), ...said };
    const isSame = before?.digest === staged.digest;
    const writtenAt = isSame ? before.writtenAt : now;
    const isSaid = isSame && !sameUserMeta(before, user);
    const kept = {
      name,
      addrType: addrTypes.pVol,
      ext,
      byteLength: staged.byteLength,
      width: probe.width,
      height: probe.height,
      frames: probe.frames,
      animated: probe.animated,
      alpha: probe.alpha,
      progressive: probe.progressive,
      orientation: probe.orientation,
      digest: staged.digest,
      createdAt: before?.createdAt ?? now,
      writtenAt,
      changedAt: isSaid ? laterThan(before.changedAt, now) : isSame ? before.changedAt : writtenAt,
      thumbhash: probe.thumbhash,
      dominantColor: probe.dominantColor,
      ...user,
    };
    const { imgAddr, recorded } = await staged.commit(ext, { meta: kept, before });
    const meta: ImageMeta = { ...kept, imgAddr };
    await ledger.put(meta, recorded);
    return meta;
  }
}

async function sayNothing(): Promise<Partial<UserMeta>> {
  return {};
}

function userMetaOf(before: UserMeta = noUserMeta): UserMeta {
  const { private: isPrivate, tags, metadata } = before;
  return { private: isPrivate, tags, metadata };
}
