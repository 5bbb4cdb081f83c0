// The one place where sharp's errors become Failures with our own words.

import { Failure } from '../../../core/failure.ts';
import { damagedImage } from '../../../core/image/refuse-source.ts';
import type { FailureCode } from '../../../core/index.ts';

/** Whether the work that failed was reading bytes from outside, or only pixels that we hold. */
export type Reading = 'source' | 'pixels';

export async function translated<T>(reading: Reading, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(reading, error);
  }
}

// The first that fits counts. Sharp's messages carry no codes, so its words are all there is to tell by.
const rows: readonly (readonly [RegExp, FailureCode, string])[] = [
  [/exceeds (pixel|channel) limit/, 'over-limit', 'Expected an image within the limits of this server.'],
  [/too large for the \w+ format/, 'over-limit', 'The result has more pixels on a side than its format can hold.'],
  [
    /(insufficient|out of) memory|memory al|failed to allocate|bad_alloc/i,
    'over-limit',
    'Expected an image that needs less memory to be rendered.',
  ],
  [/timeout/, 'timeout', 'Rendering took too long.'],
  [/unsupported image format/, 'unsupported-type', 'Expected an image of a format that is accepted here.'],
  [/is missing|ENOENT/, 'internal', 'The bytes of the image are missing.'],
  // Ours: wrong operations, or an encoder that gave up.
  [
    /^Expected |extract_area|(jpeg|png|webp|gif|heif)save|unable to encode/,
    'internal',
    'The image could not be rendered.',
  ],
];

function translate(reading: Reading, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const row = rows.find(([words]) => words.test(message));
  if (row !== undefined) return new Failure(row[1], row[2], {}, error);
  // What is left of a source's errors are its decoder's.
  return reading === 'source'
    ? damagedImage(error)
    : new Failure('internal', 'The image could not be rendered.', {}, error);
}
