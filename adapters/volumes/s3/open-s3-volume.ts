// pVol in a bucket: one object an image, under prefix + name, with its ImageMeta in user metadata. The bucket is the truth.
import { mkdir, rm } from 'node:fs/promises';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import {
  Failure,
  formats,
  type ImageMeta,
  type Layout,
  listNames,
  metadataOf,
  type NamedVolume,
  objectAddressOf,
  readMetadata,
  readObjectAddress,
  type Staged,
  type StoredImage,
  type Tell,
} from '../../../core/index.ts';
import { createBodiesAtHand } from './bodies-at-hand.ts';
import { type Calls, s3Failure, statusOf } from './calls.ts';
import { getObject } from './get-object.ts';
import { createImageReads } from './image-reads.ts';
import { listKeys } from './list-keys.ts';
import { createPresigner } from './presigner.ts';
import { type Honoured, insteadOf, probeConditions } from './probe-conditions.ts';
import { putObject } from './put-object.ts';
import { receive, type Spooled } from './receive.ts';

export interface S3Volume extends NamedVolume {
  readonly honoured: Honoured;
  close(): void;
}

export interface S3VolumeParts {
  readonly calls: Calls;
  readonly layout: Layout;
  /** For uploads on their way; whatever is in it is removed. */
  readonly spool: string;
  readonly tell: Tell;
  /** Known already: then it is not asked. */
  readonly honoured?: Honoured | undefined;
}

// A part costs a call, and three calls more: worth it where one broken connection would cost much.
const partsFromBytes = 16 * 1024 ** 2;

/** Fails as the store does when it is asked what it honours. */
export async function openS3Volume({ calls, layout, spool, tell, ...known }: S3VolumeParts): Promise<S3Volume> {
  await rm(spool, { recursive: true, force: true });
  await mkdir(spool, { recursive: true });
  const honoured = known.honoured ?? (await probeConditions(calls, layout, spool));
  const atHand = createBodiesAtHand();
  const reads = createImageReads({ calls, layout, atHand });
  const inPartsFrom = honoured.parts ? partsFromBytes : Number.POSITIVE_INFINITY;

  const volume: S3Volume = {
    named: true,
    honoured,
    presigner: createPresigner({ calls, layout, atHand }),
    close() {
      atHand.clear();
      calls.close();
    },
    nameIn: (imgAddr) => readObjectAddress(imgAddr)?.name,
    locate: () => undefined,
    assure: async () => {},
    drop: (imgAddr) => volume.remove(imgAddr),
    tidy: async () => ({ erased: 0, litter: 0 }),

    // Never by If-None-Match: an ETag is of bytes, and what is said of them may have changed.
    async find(name, withBytes) {
      const got = await getObject(calls, { key: layout.keyOf(name), bodiless: !withBytes });
      if (typeof got !== 'object') return undefined;
      const meta = readMetadata(name, got.etag, got.metadata);
      if (meta !== undefined) reads.keep(meta.imgAddr, got);
      else {
        got.body?.destroy();
        tell('pvol.foreign', { name });
      }
      return meta;
    },

    async describe(meta) {
      const stored = await volume.read(meta.imgAddr);
      if (stored === undefined) throw new Failure('precondition-failed', 'The image was replaced meanwhile.');
      const body = new Response(stored.body as ConstructorParameters<typeof Response>[0]).body ?? new ReadableStream();
      const staged = await volume.stage(body, { maxBytes: stored.byteLength });
      try {
        const { imgAddr } = await staged.commit(meta.ext, { meta, before: meta });
        return { ...meta, imgAddr };
      } finally {
        await staged.discard();
      }
    },

    take: (meta) => removeAt(meta.name, readObjectAddress(meta.imgAddr)?.etag),

    names: (page) => listNames((keys) => listKeys(calls, keys), layout, page),

    async stage(bytes, limits) {
      const spooled = await receive(spool, bytes, limits);
      return { ...spooled, commit: (ext, naming) => commit(spooled, ext, naming) };
    },

    read: (imgAddr, range) => (range === undefined ? reads.whole(imgAddr) : reads.part(imgAddr, range)),

    async remove(imgAddr) {
      const found = readObjectAddress(imgAddr);
      if (found === undefined || (await reads.headers(imgAddr)) === undefined) return false;
      return removeAt(found.name, found.etag);
    },

    async *list(after = '') {
      let from = readObjectAddress(after)?.name ?? '';
      for (;;) {
        const page = await volume.names({ prefix: '', after: from, limit: 100 });
        for (const { imgAddr } of page) {
          const image = await storedAt(imgAddr);
          if (image !== undefined) yield image;
        }
        if (page.length < 100) return;
        from = page.at(-1)?.name ?? '';
      }
    },

    check: reads.check,
  };
  return volume;

  async function commit(spooled: Spooled, ext: ImageMeta['ext'], naming: Parameters<Staged['commit']>[1]) {
    const name = naming?.meta.name ?? spooled.digest;
    const before = naming?.before && readObjectAddress(naming.before.imgAddr)?.etag;
    const etag = await putObject(calls, {
      ...{ key: layout.keyOf(name), path: spooled.path, byteLength: spooled.byteLength, inPartsFrom },
      contentType: formats[ext].mediaType,
      metadata: metadataOf(naming?.meta, spooled),
      instead: naming && insteadOf(honoured, before),
    });
    await spooled.discard();
    return { imgAddr: objectAddressOf(name, etag), ...(naming && { recorded: true as const }) };
  }

  async function storedAt(imgAddr: string): Promise<StoredImage | undefined> {
    const got = await reads.headers(imgAddr);
    const digest = got?.metadata.digest;
    return got === undefined || digest === undefined ? undefined : { imgAddr, digest, byteLength: got.byteLength };
  }

  async function removeAt(name: string, etag: string | undefined): Promise<boolean> {
    if (etag !== undefined) atHand.drop(objectAddressOf(name, etag));
    const IfMatch = etag && insteadOf(honoured, etag);
    const input = { Bucket: calls.bucket, Key: layout.keyOf(name), IfMatch };
    try {
      await calls.send((client, abortSignal) => client.send(new DeleteObjectCommand(input), { abortSignal }));
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      if (statusOf(error) !== 412) throw s3Failure(error);
      // What is gone already is nobody else's: the answer to an earlier attempt was lost.
      if ((await getObject(calls, { key: layout.keyOf(name), bodiless: true })) === undefined) return true;
      throw new Failure('precondition-failed', 'Something else was stored under the name meanwhile.', {}, error);
    }
  }
}
