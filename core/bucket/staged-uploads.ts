// Uploads in pieces, under way in a bucket, where any of its servers goes on with one. Each piece is an object, and a small
// one, the state, says which of them are the upload. It is replaced under a condition: of two servers that append at the
// same place one does, and what the state says to have come is durable.
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import { streamOfChunks } from './body-chunks.ts';
import type { OneObject } from './config-object.ts';
import type { Layout } from './layout.ts';
import { type ListKeys, mostKeys } from './list-keys.ts';
import { piecesOf } from './pieces-of.ts';
import { begunAtOf } from './upload-id.ts';

/** The bucket, as these uploads need it. All fail as the store does. */
export interface UploadObjects {
  /** What its last write left is what the next read finds. */
  state(key: string): OneObject;
  /** All that the stream has, whole or not at all; answers how many bytes. */
  put(key: string, bytes: ReadableStream<Uint8Array>): Promise<number>;
  /** Undefined where there is none. Fails with `damaged-original` where these are other bytes. */
  get(key: string): Promise<ReadableStream<Uint8Array> | undefined>;
  readonly listKeys: ListKeys;
  removeAll(keys: readonly string[]): Promise<unknown>;
}

interface State {
  /** What the caller keeps with it. */
  readonly about: unknown;
  /** Of the whole. */
  readonly byteLength: number;
  /** The bytes have become an image, and are not here any more. */
  readonly done: boolean;
  /** In their order, with their bytes. */
  readonly pieces: readonly (readonly [name: string, bytes: number])[];
}

export interface FoundUpload extends State {
  /** Bytes that are durable. */
  readonly received: number;
  /** Of the state. */
  readonly etag: string;
}

export interface StagedUploads {
  begin(id: string, upload: Pick<State, 'about' | 'byteLength'>): Promise<void>;
  find(id: string): Promise<FoundUpload | undefined>;
  /**
   * Puts what comes behind what was found, and answers how many bytes are there then. Where the chunks break off, what has
   * come is kept, and it fails as they did. Undefined where the upload has changed since, or is gone: then nothing of the
   * piece at hand is kept.
   */
  append(id: string, found: FoundUpload, chunks: AsyncIterable<Uint8Array>): Promise<number | undefined>;
  /** Its stream fails with `not-found` where a piece is gone. */
  read(id: string, found: FoundUpload): ReadableStream<Uint8Array>;
  /** It stays known, without its bytes. */
  finish(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Erases what was begun before; answers how many objects. */
  tidy(beforeMillis: number): Promise<number>;
}

export interface StagedUploadsParts {
  readonly objects: UploadObjects;
  readonly layout: Layout;
  readonly tell: Tell;
}

/** A server that is killed, or whose client was slow until then, loses so many at most. As many as Lambda takes are one. */
const pieceBytes = 8 * 1024 ** 2;
// The last piece is put together with what follows while it is smaller: the state says at most so many names as the upload has
// bytes of these, however small the steps it comes in.
const smallBytes = 256 * 1024;
const attempts = 8;

export function createStagedUploads({ objects, layout, tell }: StagedUploadsParts): StagedUploads {
  const all = `${layout.aside}staging/in-pieces/`;
  const keyOf = (id: string, name: string) => `${all}${id}/${name}`;
  const stateOf = (id: string) => objects.state(keyOf(id, 'state'));
  // What stays lies there until its time is over: nothing leads to it.
  const erase = (keys: readonly string[]) =>
    keys.length === 0 ? undefined : objects.removeAll(keys).catch((error) => tell('uploads.litter', { error }));

  const uploads: StagedUploads = {
    async begin(id, { about, byteLength }) {
      const isWritten = await stateOf(id).write(bytesOf({ about, byteLength, done: false, pieces: [] }), undefined);
      if (!isWritten && (await uploads.find(id)) === undefined) throw notTaken();
    },

    async find(id) {
      const read = begunAtOf(id) === undefined ? undefined : await stateOf(id).read(undefined);
      if (typeof read !== 'object') return undefined;
      const state = JSON.parse(new TextDecoder().decode(read.bytes)) as State;
      const received = state.done ? state.byteLength : state.pieces.reduce((sum, [, bytes]) => sum + bytes, 0);
      return { ...state, received, etag: read.etag };
    },

    async append(id, found, chunks) {
      let upload: FoundUpload | undefined = found;
      for await (const piece of piecesOf(chunks, pieceBytes)) {
        upload = await add(id, upload, piece);
        if (upload === undefined) return undefined;
      }
      return upload.received;
    },

    read: (id, { pieces }) => streamOfChunks(chunksOf(pieces.map(([name]) => keyOf(id, name)))),

    async finish(id) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const found = await uploads.find(id);
        if (found === undefined || found.done) return;
        const next = { ...found, done: true, pieces: [] };
        if ((await replace(id, found, next, ({ done }) => done)) === undefined) continue;
        await erase(found.pieces.map(([name]) => keyOf(id, name)));
        return;
      }
      throw notTaken();
    },

    async remove(id) {
      // First of all: nobody shall find what has lost some of its pieces.
      await objects.removeAll([keyOf(id, 'state')]);
      await removeUpTo(`${all}${id}/`, () => true);
    },

    tidy: (beforeMillis) =>
      removeUpTo(all, (key) => (begunAtOf(key.slice(all.length).split('/')[0] ?? '') ?? beforeMillis) < beforeMillis),
  };
  return uploads;

  async function add(
    id: string,
    found: FoundUpload,
    piece: ReadableStream<Uint8Array>,
  ): Promise<FoundUpload | undefined> {
    const last = found.pieces.at(-1);
    const small = last !== undefined && last[1] < smallBytes ? keyOf(id, last[0]) : undefined;
    const kept = small === undefined ? found.pieces : found.pieces.slice(0, -1);
    const before = small === undefined ? undefined : await objects.get(small);
    if (small !== undefined && before === undefined) return undefined;
    const name = `${kept.reduce((sum, [, bytes]) => sum + bytes, 0)}-${crypto.randomUUID().slice(0, 8)}`;
    const bytes = await objects.put(keyOf(id, name), before === undefined ? piece : joined(before, piece));
    const next = { ...found, pieces: [...kept, [name, bytes] as const] };
    const written = await replace(id, found, next, ({ pieces }) => pieces.some(([one]) => one === name));
    // Of one of the two nothing leads to its bytes from now on.
    await erase(written === undefined ? [keyOf(id, name)] : small === undefined ? [] : [small]);
    return written;
  }

  /**
   * Undefined where another came first, and so this write will not be made any more, whatever became of its answer. Where
   * that is not known it fails, and what the state may say stays.
   */
  async function replace(
    id: string,
    { etag }: FoundUpload,
    next: State,
    isOurs: (state: State) => boolean,
  ): Promise<FoundUpload | undefined> {
    const { about, byteLength, done, pieces } = next;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await stateOf(id).write(bytesOf({ about, byteLength, done, pieces }), etag);
      const found = await uploads.find(id);
      if (found === undefined || isOurs(found)) return found;
      if (found.etag !== etag) return undefined;
    }
    throw notTaken();
  }

  async function* chunksOf(keys: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const key of keys) {
      const piece = await objects.get(key);
      if (piece === undefined) throw new Failure('not-found', 'Some of what was uploaded is gone: begin anew.');
      yield* piece;
    }
  }

  /** In order of their keys, up to the first that is not over. */
  async function removeUpTo(prefix: string, isOver: (key: string) => boolean): Promise<number> {
    for (let count = 0; ; ) {
      const page = await objects.listKeys({ prefix, after: '', limit: mostKeys });
      const over = page.map(({ key }) => key).filter(isOver);
      if (over.length > 0) await objects.removeAll(over);
      count += over.length;
      if (over.length < mostKeys) return count;
    }
  }
}

function bytesOf(state: State): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(state));
}

function joined(...streams: readonly ReadableStream<Uint8Array>[]): ReadableStream<Uint8Array> {
  return streamOfChunks(
    (async function* () {
      for (const stream of streams) yield* stream;
    })(),
  );
}

function notTaken(): Failure {
  return new Failure('storage-unavailable', 'The storage of originals does not take an upload; try again shortly.');
}
