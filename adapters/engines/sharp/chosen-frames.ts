// Which pages of a file a task is about, in the terms of libvips.

import { Failure } from '../../../core/failure.ts';
import type { FrameChoice } from '../../../core/index.ts';

export interface Pages {
  /** From 0. */
  readonly from: number;
  readonly count: number;
}

/** Of a file with so many pages. Fails with `bad-option` where there is no such page. */
export function chosenPages(choice: FrameChoice, total: number): Pages {
  if (choice === 'all') return { from: 0, count: total };
  if (choice === 'first') return { from: 0, count: 1 };
  const { from, count = total } = choice;
  if (from >= total) throw notThere(`a frame or page from 1 to ${total}`, from);
  return { from, count: Math.min(count, total - from) };
}

function notThere(expected: string, from: number): Failure {
  const [subject, received] = ['frame', String(from + 1)];
  const message = `Expected ${expected} for option "frame" but received "${received}".`;
  return new Failure('bad-option', message, { subject, expected, received });
}
