// pVol: the port for volumes that keep originals. Nothing is visible before commit; everything is after it.
import type { Ext } from '../image/format.ts';

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
   * Equal bytes committed twice have one address. Fails with `storage-full` or `internal`; then nothing is visible.
   */
  commit(ext: Ext): Promise<{ imgAddr: string }>;
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

export interface PersistentVolume {
  /** Reads the stream once, to its end. On failure or abort nothing is left behind. */
  stage(bytes: ReadableStream<Uint8Array>, limits: StageLimits): Promise<Staged>;
  /** Undefined when there is no such image. `range` must lie within the image. */
  read(imgAddr: string, range?: ByteRange): Promise<StoredBytes | undefined>;
  /** A local file with the image's bytes, where the volume has one. Does not look whether it is there. */
  locate(imgAddr: string): string | undefined;
  /** True when there was something to remove. A reader that has begun is served to its end. */
  remove(imgAddr: string): Promise<boolean>;
  /** Every committed image in ascending order of address, those behind `after`; without it all. */
  list(after?: string): AsyncIterable<StoredImage>;
  /** Reads all bytes and compares their digest. Fails where that could not be found out. */
  check(imgAddr: string): Promise<CheckState>;
}
