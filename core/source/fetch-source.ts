// The port for images that are elsewhere: the one way out of the house.

/** What another server said by which its bytes can be told apart later (RFC 9110 section 8.8). */
export interface SourceValidators {
  /** The URL that said so: behind a redirect it is another one, and to no other are they ever told. */
  readonly of: string;
  /** With its quotes, and `W/` where it is weak. */
  readonly etag?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly lastModified?: number | undefined;
}

/** All that is taken over of another server's fields: how long its bytes may be used, and validators. */
export interface SourceFields extends SourceValidators {
  readonly cacheControl?: string | undefined;
  /** Milliseconds since the epoch; 0 where what was said is no date. */
  readonly expires?: number | undefined;
  readonly date?: number | undefined;
  /** Seconds. */
  readonly age?: number | undefined;
}

/** Bytes as another server gave them. */
export interface FetchedSource {
  /** Fails like FetchSource while it is read; whoever cancels it ends the transfer. */
  readonly body: ReadableStream<Uint8Array>;
  readonly fields: SourceFields;
  /** True where `held` still holds: then there is nothing in the body. */
  readonly unchanged: boolean;
}

export interface SourceWish {
  /** Bytes that are too many. */
  readonly maxBytes: number;
  /** Of the bytes that are there already. */
  readonly held?: SourceValidators | undefined;
}

/**
 * Fails with `bad-request` (no such URL), `forbidden` (not allowed, or not public), `not-found`, `too-large`, `bad-source`
 * (the other server failed), `source-timeout` (it was too slow), and with `aborted`.
 */
export type FetchSource = (url: string, wish: SourceWish, signal: AbortSignal) => Promise<FetchedSource>;
