// Ways past the server, where the store of originals has such: URLs that the store itself answers, each for one thing and
// for a short time. Bytes that would cost the server more than a signature go by them.

export interface LinkTerms {
  /** What the store's answer says of the bytes, whatever lies there by then. */
  readonly contentType: string;
  readonly contentDisposition: string;
  readonly cacheControl: string;
  /** Whole seconds, from 1 to 604800. */
  readonly expiresIn: number;
}

export interface PutTerms {
  /** The store takes exactly so many. */
  readonly byteLength: number;
  /** SHA-256 of the bytes, 64 lower-case hex characters, where it is known; not every store looks at it. */
  readonly digest?: string | undefined;
  /** Whole seconds, from 1 to 604800. */
  readonly expiresIn: number;
}

export interface PutLink {
  readonly url: string;
  /** What the PUT has to say besides its Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PutBytes {
  readonly byteLength: number;
  /** Fails at its end with `storage-unavailable` where they were put anew meanwhile. */
  readonly body: ReadableStream<Uint8Array>;
}

/** No call of it but `staged` and `forget` waits for the store. All fail as the volume does. */
export interface Presigner {
  /** A URL that GETs the image, whole or a range; the store answers 404 where it has gone meanwhile. Fails with `not-found` for what is no address. */
  link(imgAddr: string, terms: LinkTerms): Promise<string>;
  /** A URL that PUTs bytes where nobody reads them but `staged`. `id` is of letters, digits, `-` and `_`. */
  put(id: string, terms: PutTerms): Promise<PutLink>;
  /** What was put there last; undefined where nothing was. */
  staged(id: string): Promise<PutBytes | undefined>;
  /** Removes it. */
  forget(id: string): Promise<void>;
}
