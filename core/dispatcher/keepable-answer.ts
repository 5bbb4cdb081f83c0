// A 200 of /img that a front may repeat without asking the dispatcher again.
import type { OutputExt } from '../image/format.ts';
import type { AcceptFold } from '../policy/negotiation.ts';

/**
 * Holds while mDatabase's record of `name` has this `version` and is not private, and mVol has `key`; a front that cannot see both
 * must ask the dispatcher. The body is mVol's entry under `key`.
 */
export interface KeepableAnswer {
  /** The request target as the socket received it. */
  readonly target: string;
  /** From then on (milliseconds since the epoch) the target opens nothing; undefined where it does not expire. */
  readonly expiresAt: number | undefined;
  /** The answer is for this fold of Accept only; undefined where the target does not negotiate. */
  readonly fold: AcceptFold | undefined;
  readonly name: string;
  readonly version: string;
  readonly key: string;
  readonly ext: OutputExt;
  /** Only good while mVol has it, also for a 304, and for `freshSeconds`: something finer may take its place. */
  readonly provisional: boolean;
  /** What caches may take it for fresh, if `expiresAt` is not nearer. */
  readonly freshSeconds: number;
  /** Names of request headers, in lower case, with which the answer would be another: it is for who sends none of them. */
  readonly unless: readonly string[];
  /** Headers of every later hit, Content-Length included. Cache-Control shrinks with what is left until `expiresAt`. */
  readonly headers: Readonly<Record<string, string>>;
}
