// pVol in an R2 bucket that is bound to a Worker: the same objects as the S3 driver's, so that a server reads them too.
import {
  begunAtOf,
  Failure,
  formats,
  type ImageMeta,
  type Layout,
  listNames,
  metadataOf,
  mostKeys,
  type NamedVolume,
  type NamePage,
  objectAddressOf,
  readMetadata,
  readObjectAddress,
  type Staged,
  type Tell,
} from '../../../core/index.ts';
import { type Calls, r2Failure } from './calls.ts';
import { createImageReads, isBody, leave } from './image-reads.ts';
import { listKeys } from './list-keys.ts';
import { putObject } from './put-object.ts';
import { type Received, receive } from './receive.ts';

export interface R2VolumeParts {
  readonly calls: Calls;
  readonly layout: Layout;
  /** Of one image in RAM; a larger one is streamed, and spooled when it is received. */
  readonly ramBytes?: number;
  /** Goes on with this although the request that began it has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly tell: Tell;
}

// Most photographs as cameras write them; an isolate has 128 MB.
const usualRamBytes = 8 * 1024 ** 2;
// No upload takes longer.
const spoolMillis = 24 * 3_600_000;

export function openR2Volume(parts: R2VolumeParts): NamedVolume {
  const { calls, layout, ramBytes = usualRamBytes, keepAlive, tell } = parts;
  const reads = createImageReads({ calls, layout, ramBytes, keepAlive });
  const room = { held: 0 };

  const volume: NamedVolume = {
    named: true,
    nameIn: (imgAddr) => readObjectAddress(imgAddr)?.name,
    locate: () => undefined,
    assure: async () => {},
    drop: (imgAddr) => volume.remove(imgAddr),

    // One page: what is oldest lies in front.
    async tidy() {
      const prefix = `${layout.aside}spool/`;
      const before = Date.now() - spoolMillis;
      const page = await listKeys(calls, { prefix, after: '', limit: mostKeys });
      const left = page.filter(({ key, writtenAt }) => (begunAtOf(key.slice(prefix.length)) ?? writtenAt) < before);
      const keys = left.map(({ key }) => key);
      if (keys.length > 0) await calls.send('delete', (bucket) => bucket.delete(keys)).catch(fail);
      return { erased: 0, litter: keys.length };
    },

    async find(name, withBytes) {
      const key = layout.keyOf(name);
      const got = await (withBytes
        ? calls.send('get', (bucket) => bucket.get(key))
        : calls.send('head', (bucket) => bucket.head(key))
      ).catch(fail);
      if (got === null) return undefined;
      const meta = readMetadata(name, got.httpEtag, got.customMetadata);
      if (meta === undefined) tell('pvol.foreign', { name });
      if (isBody(got)) {
        if (meta === undefined) leave(got);
        else reads.keep(meta.imgAddr, got);
      }
      return meta;
    },

    async describe(meta) {
      const body = async () => {
        const got = await reads.open(meta.imgAddr);
        if (got !== undefined) return got.body;
        throw new Failure('precondition-failed', 'The image was replaced meanwhile.');
      };
      const { imgAddr } = await put({ ...meta, body }, meta.ext, { meta, before: meta });
      return { ...meta, imgAddr };
    },

    take: (meta) => removeAt(meta.name, readObjectAddress(meta.imgAddr)?.etag),

    // With what is known of each: a HEAD for each of a thousand is more than a Worker may ask.
    async names(page) {
      const found = await listed(page);
      return found.map(({ name, imgAddr, object: { etag, metadata } }) => ({
        ...{ name, imgAddr },
        meta: readMetadata(name, etag, metadata),
      }));
    },

    async stage(bytes, limits) {
      const received = await receive({ calls, layout, ramBytes, room }, bytes, limits);
      const { digest, byteLength, head, discard } = received;
      const commit: Staged['commit'] = async (ext, naming) => {
        const kept = await put(received, ext, naming);
        await discard();
        return kept;
      };
      return { digest, byteLength, head, bytes: received.bytes, discard, commit };
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
        const page = await listed({ prefix: '', after: from, limit: mostKeys });
        for (const { imgAddr, object } of page) {
          const { byteLength, metadata } = object;
          if (metadata.digest !== undefined) yield { imgAddr, digest: metadata.digest, byteLength };
        }
        if (page.length < mostKeys) return;
        from = page.at(-1)?.name ?? '';
      }
    },

    check: reads.check,
  };
  return volume;

  function listed(page: NamePage) {
    return listNames((keys) => listKeys(calls, keys), layout, page);
  }

  async function put(
    { body, byteLength, digest }: Pick<Received, 'body' | 'byteLength' | 'digest'>,
    ext: ImageMeta['ext'],
    naming: Parameters<Staged['commit']>[1],
  ) {
    const name = naming?.meta.name ?? digest;
    const before = naming?.before && readObjectAddress(naming.before.imgAddr)?.etag;
    const etag = await putObject(calls, {
      ...{ key: layout.keyOf(name), body, byteLength, digest },
      contentType: formats[ext].mediaType,
      metadata: metadataOf(naming?.meta, { digest }),
      instead: naming && (before ?? 'nothing'),
    });
    return { imgAddr: objectAddressOf(name, etag), ...(naming && { recorded: true as const }) };
  }

  // R2's binding deletes without a condition: what is stored between the look and the delete goes with it.
  async function removeAt(name: string, etag: string | undefined): Promise<boolean> {
    const key = layout.keyOf(name);
    if (etag !== undefined) reads.forget(objectAddressOf(name, etag));
    const found = await calls.send('head', (bucket) => bucket.head(key)).catch(fail);
    if (found === null) return false;
    if (etag !== undefined && found.httpEtag !== etag) {
      throw new Failure('precondition-failed', 'Something else was stored under the name meanwhile.');
    }
    await calls.send('delete', (bucket) => bucket.delete(key)).catch(fail);
    return true;
  }
}

function fail(error: unknown): never {
  throw r2Failure(error);
}
