// The port of mDatabase: every stored image's record in RAM, found by name without disk.
import type { ImageRecord } from '../image/image-meta.ts';

export interface MDatabase {
  /** Touches no disk and allocates nothing but its result. */
  lookup(name: string): ImageRecord | undefined;
  put(name: string, record: ImageRecord): void;
  /** True when the name was known. */
  remove(name: string): boolean;
  readonly size: number;
}
