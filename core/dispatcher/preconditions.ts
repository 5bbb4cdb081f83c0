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

/** How a name is given new bytes: by any upload, by one that says which bytes it replaces, or never. */
export type Replace = 'any' | 'if-match' | 'never';

/**
 * Fails with `precondition-failed`, and where the house replaces on condition only, with `precondition-required`;
 * `before` is undefined while the name is free.
 */
export function requirePreconditions(
  { headers, method }: Request,
  before: ImageRecord | undefined,
  replace: Replace = 'any',
): void {
  if (weighConditions(headers, method, before && validatorsOf(before)) !== 'go') throw preconditionFailed();
  if (before === undefined || replace === 'any') return;
  if (replace === 'never') throw new Failure('precondition-failed', 'This server never replaces an image.');
  if (headers.has('if-match')) return;
  throw new Failure('precondition-required', 'Expected If-Match with the ETag of the image that is to be replaced.');
}

function preconditionFailed(): Failure {
  return new Failure('precondition-failed', 'The stored image is not what the preconditions of the request expect.');
}
