// The port for durable small facts: image metadata, system configuration, module cache,
// and the journal of changed names.
// Typed views (ledgers) lie over it; a driver knows keys and JSON text only.

export type Space = 'image' | 'config' | 'cache' | 'journal';

export interface Change {
  readonly space: Space;
  readonly key: string;
  /** JSON text; undefined removes the key. */
  readonly value: string | undefined;
}

export interface Scan {
  /** Keys that begin with it; '' for all. */
  readonly prefix: string;
  /** Keys behind it in order of their UTF-8 bytes, itself not; '' starts at the beginning. */
  readonly after: string;
  readonly limit: number;
}

export interface Row {
  readonly key: string;
  readonly value: string;
}

/** A row that the medium has damaged has '' for its value, which is no JSON, or fails the call: never another value. */
export interface Database {
  get(space: Space, key: string): Promise<string | undefined>;
  /** All or none, durable when it resolves. Commits are seen in the order of their calls. */
  commit(changes: readonly Change[]): Promise<void>;
  /**
   * Removes the row, durably; whether it was there. Of several who take it at once, on whatever server, one is told so.
   * Absent where no other server writes it: then its caller knows by itself.
   */
  take?(space: Space, key: string): Promise<boolean>;
  /** In order of the keys' UTF-8 bytes. */
  scan(space: Space, scan: Scan): Promise<readonly Row[]>;
  /** May be called twice. */
  close(): Promise<void>;
}
