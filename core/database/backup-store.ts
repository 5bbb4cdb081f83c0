// The port under mDatabase's backup: one file, read from front to back, appended to, now and then replaced whole.
// What it loses costs a rebuild and never an image, but what it says is durable must be: the journal is cut by it.

export interface BackupReader {
  readonly byteLength: number;
  /** Fills all pieces with the bytes from `offset` on; false when there are not as many. Calls may overlap. */
  read(offset: number, into: readonly Uint8Array[]): Promise<boolean>;
  /** No read may be under way. */
  close(): Promise<void>;
}

export interface BackupStore {
  /** CRC-32 (IEEE 802.3), continued from `seed`. */
  checksum(bytes: Uint8Array, seed: number): number;
  /** Undefined when there is no file. */
  open(): Promise<BackupReader | undefined>;
  /** Writes at this offset, of a file that is there, and cuts off what lies behind. Durable when it resolves. */
  append(offset: number, bytes: Uint8Array): Promise<void>;
  /** Puts a new file in the old one's place when `write` has resolved; the old one stays when anything fails. */
  replace(write: (append: (bytes: Uint8Array) => Promise<void>) => Promise<void>): Promise<void>;
  /** No call may be under way. May be called twice. */
  close(): Promise<void>;
}
