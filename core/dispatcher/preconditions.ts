// Turns the verdict on a conditional request into going on or a refusal.
import { Failure } from '../failure.ts';
import { type ImageMeta, type ImageRecord, recordOf } from '../image/image-meta.ts';
import { type Validators, weighConditions } from './conditional.ts';

type State = Pick<ImageRecord, 'version' | 'writtenAt'>;

/** Of what the management API shows: it changes with the bytes, as the original does, and when its UserMeta is changed. */
export function stateOf(meta: ImageMeta): State {
  const { version, writtenAt } = recordOf(meta);
  const { changedAt } = meta;
  if (changedAt === meta.writtenAt) return { version, writtenAt };
  return { version: `${version}-${changedAt.toString(36)}`, writtenAt: Math.floor(changedAt / 1000) * 1000 };
}

/** Validators of an original change when and only when its bytes do. */
export function validatorsOf({ version, writtenAt }: State): Validators {
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
  before: State | undefined,
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
