// Reads of images from the bucket: under a name, whatever is there; at an address, only what it stands for.
import {
  type ByteRange,
  type CheckState,
  checkedChunks,
  Failure,
  type Layout,
  readObjectAddress,
  type StoredBytes,
  streamOfChunks,
} from '../../../core/index.ts';
import type { BodiesAtHand } from './bodies-at-hand.ts';
import { chunksOf } from './body-chunks.ts';
import type { Calls } from './calls.ts';
import { type Asked, type Got, getObject } from './get-object.ts';

export interface ImageReads {
  /** Has the bytes of an answer at hand for `whole`. */
  keep(imgAddr: string, got: Got): void;
  whole(imgAddr: string): Promise<StoredBytes | undefined>;
  part(imgAddr: string, range: ByteRange): Promise<StoredBytes | undefined>;
  headers(imgAddr: string): Promise<Got | undefined>;
  check(imgAddr: string): Promise<CheckState>;
}

export interface ImageReadsParts {
  readonly calls: Calls;
  readonly layout: Layout;
  readonly atHand: BodiesAtHand;
}

export function createImageReads({ calls, layout, atHand }: ImageReadsParts): ImageReads {
  const reads: ImageReads = {
    keep(imgAddr, got) {
      const { body, byteLength } = got;
      if (body === undefined) return;
      if (byteLength === 0) body.resume();
      else {
        const leaving = new AbortController();
        const leave = () => {
          leaving.abort();
          body.destroy();
        };
        atHand.offer(imgAddr, { byteLength, chunks: chunks(imgAddr, got, undefined, leaving.signal), leave });
      }
    },

    async whole(imgAddr) {
      let held = atHand.take(imgAddr);
      if (held === undefined) {
        const got = await at(imgAddr, {});
        if (typeof got !== 'object') return undefined;
        reads.keep(imgAddr, got);
        held = atHand.take(imgAddr);
      }
      if (held === undefined) return { byteLength: 0, body: new Uint8Array() };
      if ('leave' in held) return { byteLength: held.byteLength, body: streamOfChunks(held.chunks) };
      const body = await held;
      return { byteLength: body.byteLength, body };
    },

    async part(imgAddr, range) {
      const { start, end } = range;
      if (!(0 <= start && start <= end)) throw outside();
      // No range says "nothing".
      const got = await at(imgAddr, start === end ? { bodiless: true } : { range });
      if (got === undefined) return undefined;
      if (got === 'unsatisfiable' || got.byteLength < end) {
        if (typeof got === 'object') got.body?.destroy();
        throw outside();
      }
      const { byteLength, body } = got;
      return { byteLength, body: body === undefined ? new Uint8Array() : streamOfChunks(chunks(imgAddr, got, range)) };
    },

    async headers(imgAddr) {
      const got = await at(imgAddr, { bodiless: true });
      return typeof got === 'object' ? got : undefined;
    },

    async check(imgAddr) {
      const got = await at(imgAddr, {});
      if (typeof got !== 'object') return 'missing';
      return checkedChunks(chunks(imgAddr, got));
    },
  };
  return reads;

  async function at(
    imgAddr: string,
    asked: Omit<Asked, 'key' | 'ifMatch'>,
  ): Promise<Got | 'unsatisfiable' | undefined> {
    const address = readObjectAddress(imgAddr);
    if (address === undefined) return undefined;
    const got = await getObject(calls, { key: layout.keyOf(address.name), ifMatch: address.etag, ...asked });
    return got === 'same' ? undefined : got;
  }

  function chunks(imgAddr: string, got: Got, range?: ByteRange, leaving?: AbortSignal): AsyncGenerator<Uint8Array> {
    const { body, byteLength, metadata } = got;
    const { start, end } = range ?? { start: 0, end: byteLength };
    const goOn = async (from: number) => {
      if (leaving?.aborted) return undefined;
      const rest = await at(imgAddr, { range: { start: from, end } });
      return typeof rest === 'object' ? rest.body : undefined;
    };
    return chunksOf({ first: body, start, end, digest: range === undefined ? metadata.digest : undefined, goOn });
  }
}

function outside(): Failure {
  return new Failure('range-not-satisfiable', 'Expected a range within the image.');
}
