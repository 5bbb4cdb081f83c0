// A segment: a file of fixed size, and how far it has been filled.
import { rowAt } from './layout.ts';

export interface Segment {
  readonly number: number;
  readonly path: string;
  /** Undefined until it is first needed, and after it failed. */
  file: { readonly fd: number; readonly ino: number; readonly dev: number } | undefined;
  /** 0 while it holds nothing. */
  sequence: number;
  stamp: number;
  /** Rows written. */
  rows: number;
  /** Where the lowest block begins. */
  floor: number;
}

export function segmentName(number: number): string {
  return `${String(number).padStart(3, '0')}.seg`;
}

export function isSegmentName(name: string): boolean {
  return /^\d{3}\.seg$/.test(name);
}

export function isEmpty({ sequence }: Segment): boolean {
  return sequence === 0;
}

/** Whether one more row and such a block go in. */
export function hasRoom({ rows, floor }: Segment, blockBytes: number): boolean {
  return floor - blockBytes >= rowAt(rows + 1);
}
