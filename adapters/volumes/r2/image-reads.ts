// Reads of images from R2 at an address: only what it stands for, whatever is under the name by now.
import {
  type ByteRange,
  type CheckState,
  checkedChunks,
  damagedOriginal,
  Failure,
  gatherChunks,
  type Layout,
  readObjectAddress,
  type StoredBytes,
  streamOfChunks,
} from '../../../core/index.ts';
import { createBodiesAtHand } from './bodies-at-hand.ts';
import { chunksOf } from './body-chunks.ts';
import { type Calls, isRangeError, r2Failure } from './calls.ts';
import { digestOf } from './digest.ts';

export interface ImageReads {
  /** Has the bytes of an answer at hand for `whole`, where they are few; else they are asked for again. */
  keep(imgAddr: string, got: R2ObjectBody): void;
  forget(imgAddr: string): void;
  whole(imgAddr: string): Promise<StoredBytes | undefined>;
  part(imgAddr: string, range: ByteRange): Promise<StoredBytes | undefined>;
  headers(imgAddr: string): Promise<R2Object | undefined>;
  open(imgAddr: string): Promise<R2ObjectBody | undefined>;
  check(imgAddr: string): Promise<CheckState>;
}

export interface ImageReadsParts {
  readonly calls: Calls;
  readonly layout: Layout;
  /** Larger images are streamed. */
  readonly ramBytes: number;
  /** Goes on with this although the request that began it has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}

export function createImageReads({ calls, layout, ramBytes, keepAlive }: ImageReadsParts): ImageReads {
  const atHand = createBodiesAtHand();

  const reads: ImageReads = {
    keep(imgAddr, got) {
      if (got.size === 0 || got.size > ramBytes) return leave(got);
      const whole = gathered(imgAddr, got);
      keepAlive(whole.catch(() => {}));
      atHand.offer(imgAddr, got.size, whole);
    },

    forget: atHand.drop,

    async whole(imgAddr) {
      const held = await atHand.take(imgAddr);
      if (held !== undefined) return { byteLength: held.byteLength, body: held };
      const got = await at(imgAddr);
      if (got === undefined) return undefined;
      const body = got.size > ramBytes ? streamOfChunks(chunks(imgAddr, got)) : await gathered(imgAddr, got);
      return { byteLength: got.size, body };
    },

    async part(imgAddr, range) {
      const { start, end } = range;
      if (!(0 <= start && start <= end)) throw outside();
      // No range says "nothing".
      const got = start === end ? await reads.headers(imgAddr) : await at(imgAddr, range);
      if (got === undefined) return undefined;
      if (got.size < end) {
        if (isBody(got)) leave(got);
        throw outside();
      }
      const body = isBody(got) ? streamOfChunks(chunks(imgAddr, got, range)) : new Uint8Array();
      return { byteLength: got.size, body };
    },

    async headers(imgAddr) {
      const address = readObjectAddress(imgAddr);
      if (address === undefined) return undefined;
      const got = await calls.send('head', (bucket) => bucket.head(layout.keyOf(address.name))).catch(fail);
      return got?.httpEtag === address.etag ? got : undefined;
    },

    open: (imgAddr) => at(imgAddr),

    async check(imgAddr) {
      const got = await at(imgAddr);
      if (got === undefined) return 'missing';
      return checkedChunks(chunks(imgAddr, got));
    },
  };
  return reads;

  async function at(imgAddr: string, range?: ByteRange): Promise<R2ObjectBody | undefined> {
    const address = readObjectAddress(imgAddr);
    if (address === undefined) return undefined;
    const options = {
      onlyIf: { etagMatches: bareTag(address.etag) },
      ...(range && { range: { offset: range.start, length: range.end - range.start } }),
    };
    try {
      const got = await calls.send('get', (bucket) => bucket.get(layout.keyOf(address.name), options));
      return got !== null && isBody(got) ? got : undefined;
    } catch (error) {
      throw isRangeError(error) ? outside() : r2Failure(error);
    }
  }

  // In one go: each chunk that passes through costs CPU.
  async function gathered(imgAddr: string, got: R2ObjectBody): Promise<Uint8Array> {
    const bytes = await got.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => gatherChunks(chunks(imgAddr, got, { start: 0, end: got.size }), got.size),
    );
    const digest = got.customMetadata?.digest;
    if (digest !== undefined && (await digestOf(bytes)) !== digest) throw damagedOriginal();
    return bytes;
  }

  function chunks(imgAddr: string, got: R2ObjectBody, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const { start, end } = range ?? { start: 0, end: got.size };
    const goOn = async (from: number) => (await at(imgAddr, { start: from, end }))?.body;
    const digest = range === undefined ? got.customMetadata?.digest : undefined;
    return chunksOf({ first: got.bodyUsed ? undefined : got.body, start, end, digest, goOn });
  }
}

export function isBody(got: R2Object | R2ObjectBody): got is R2ObjectBody {
  return 'body' in got;
}

/** R2 wants ETags in conditions without their quotes. */
export function bareTag(etag: string): string {
  return etag.replaceAll('"', '');
}

/** Nobody reads what came. */
export function leave({ body }: R2ObjectBody): void {
  body.cancel().catch(() => {});
}

function outside(): Failure {
  return new Failure('range-not-satisfiable', 'Expected a range within the image.');
}

function fail(error: unknown): never {
  throw r2Failure(error);
}
