// What engines say of sources that they do not take.
import { Failure } from '../failure.ts';
import { type Ext, formats } from './format.ts';

/** Fails with `over-limit`. */
export function refuseAbove(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  throw new Failure('over-limit', `Expected an image of at most ${limit} ${what} but it has ${count}.`, { limit });
}

export function damagedImage(cause?: unknown): Failure {
  return new Failure('corrupt-image', 'The image is damaged or incomplete.', {}, cause);
}

export function notOfFormat(ext: Ext, received: string): Failure {
  const expected = formats[ext].mediaType;
  return new Failure('unsupported-type', `Expected the bytes of ${expected} but received ${received}.`, { expected });
}
