// The failure of an original whose bytes are not those that were stored, and which errors mean that.
import { Failure } from '../../../core/index.ts';
import { errorCode } from './disk-failure.ts';

export function damaged(cause?: unknown): Failure {
  const sentence = 'The stored bytes of the image are damaged; storing the same picture again mends it.';
  return new Failure('damaged-original', sentence, {}, cause);
}

/** Also bytes that the medium says it cannot read. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Failure)) return errorCode(error) === 'EIO';
  return error.code === 'damaged-original' || errorCode(error.cause) === 'EIO';
}
