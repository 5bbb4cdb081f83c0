// The port for images that are elsewhere: the one way out of the house.

/** Bytes as another server gave them. Nothing it says about them is handed on. */
export interface FetchedSource {
  /** Fails like FetchSource while it is read; whoever cancels it ends the transfer. */
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Fails with `bad-request` (no such URL), `forbidden` (not allowed, or not public), `too-large`, `bad-source` (the other
 * server failed), `source-timeout` (it was too slow), and with `aborted`.
 */
export type FetchSource = (url: string, signal: AbortSignal) => Promise<FetchedSource>;
