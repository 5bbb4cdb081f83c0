// Turns the verdict on a conditional request into going on or a refusal.
import { Failure } from '../failure.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import { type Validators, weighConditions } from './conditional.ts';

/** Validators of an original and of its metadata: both change when and only when the bytes do. */
export function validatorsOf({ version, writtenAt }: Pick<ImageRecord, 'version' | 'writtenAt'>): Validators {
  return { etag: `"${version}"`, lastModified: writtenAt };
}

/** Whether the client's copy is still good. Fails with `precondition-failed`. */
export function isNotModified({ headers, method }: Request, current: Validators): boolean {
  const verdict = weighConditions(headers, method, current);
  if (verdict === 'precondition-failed') throw preconditionFailed();
  return verdict === 'not-modified';
}

/** Fails with `precondition-failed`; `before` is undefined while the name is free. */
export function requirePreconditions({ headers, method }: Request, before: ImageRecord | undefined): void {
  if (weighConditions(headers, method, before && validatorsOf(before)) !== 'go') throw preconditionFailed();
}

function preconditionFailed(): Failure {
  return new Failure('precondition-failed', 'The stored image is not what the preconditions of the request expect.');
}
