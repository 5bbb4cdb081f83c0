// pVol: the port for volumes that keep originals. Nothing is visible before commit; everything is after it.
import type { Ext } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Presigner } from './presigner.ts';

/** Bytes [start, end) of an image. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A body is a whole buffer where it is small, and a stream where it is not. */
export type Body = Uint8Array | ReadableStream<Uint8Array>;

export interface StoredBytes {
  /** Length of the whole image, also when a range was asked for. */
  readonly byteLength: number;
  readonly body: Body;
}

export interface StageLimits {
  /** Failure `too-large` as soon as one byte more has come. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** What a volume that keeps bytes under names has to be told of them. */
export interface Naming {
  readonly meta: Omit<ImageMeta, 'imgAddr'>;
  /** What the name was found to stand for when the write was allowed; undefined for nothing. */
  readonly before: ImageMeta | undefined;
}

/** Received bytes that no reader can see yet. */
export interface Staged {
  /** SHA-256, 64 lower-case hex characters. */
  readonly digest: string;
  readonly byteLength: number;
  /** The first bytes, at least 64 where there are so many: enough to tell the format. */
  readonly head: Uint8Array;
  /** A local file with the staged bytes, where there is one. */
  readonly path?: string;
  bytes(): Promise<Uint8Array>;
  /**
   * The one durable act: when it resolves, the bytes survive a power cut and are read under `imgAddr`.
   * Equal bytes committed twice have one address, and mend what was damaged there. Fails with `storage-full` or `internal`; then nothing is visible.
   * A volume that keeps bytes under names keeps the ImageMeta with them (`recorded`), and fails with `precondition-failed`
   * where the name does not stand for `before` any more: then it may be called again. Without a naming the name is the digest.
   */
  commit(ext: Ext, naming?: Naming): Promise<{ imgAddr: string; recorded?: true }>;
  /** Forgets the bytes. After commit, and the second time, it does nothing. */
  discard(): Promise<void>;
}

export interface StoredImage {
  readonly imgAddr: string;
  /** SHA-256 of the bytes that were committed, 64 lower-case hex characters. */
  readonly digest: string;
  readonly byteLength: number;
}

/** `damaged`: other bytes than were committed, fewer or more, or bytes that the medium cannot read. */
export type CheckState = 'sound' | 'damaged' | 'missing';

export interface Tidied {
  /** Dropped images whose bytes are gone now, and left-overs of uploads. */
  readonly erased: number;
  readonly litter: number;
}

export interface PersistentVolume {
  /** Bytes lie under the names of images and go with them: what no name stands for is not there (NamedVolume). */
  readonly named?: true;
  /** Where the store answers clients itself. */
  readonly presigner?: Presigner;
  /** Reads the stream once, to its end. On failure or abort nothing is left behind. */
  stage(bytes: ReadableStream<Uint8Array>, limits: StageLimits): Promise<Staged>;
  /**
   * Undefined when there is no such image. `range` must lie within the image. Fails with `damaged-original` where the
   * bytes are not those that were committed; a stream may do so at its end, and never hands out a damaged image whole.
   */
  read(imgAddr: string, range?: ByteRange): Promise<StoredBytes | undefined>;
  /** A local file with the image's bytes, where the volume has one. Does not look whether it is there. */
  locate(imgAddr: string): string | undefined;
  /**
   * For those who read the local file by themselves: fails with `damaged-original` where its bytes are not those that
   * were committed. May rely on what was found within the last hour. Nothing to say where there is no such image.
   */
  assure(imgAddr: string): Promise<void>;
  /**
   * Takes the image out of its address: nobody finds it any more, and `tidy` erases its bytes when they are due
   * (milliseconds since the epoch). Survives a restart. True when there was one; a reader that has begun is served
   * to its end. After a power cut the image may be back.
   */
  drop(imgAddr: string, dueAt: number): Promise<boolean>;
  /** Erases the image at once, and whatever was dropped of it. True when there was something. Readers as with `drop`. */
  remove(imgAddr: string): Promise<boolean>;
  /** Erases what was due by then, and what broken uploads have left. Uploads may run meanwhile. */
  tidy(dueBy: number): Promise<Tidied>;
  /** Every committed image in ascending order of address, those behind `after`; without it all. */
  list(after?: string): AsyncIterable<StoredImage>;
  /** Reads all bytes and compares their digest. Fails where that could not be found out. */
  check(imgAddr: string): Promise<CheckState>;
}
