// What a write of an image to the bucket says, however its bytes are sent.
import { Failure } from '../../../core/index.ts';
import type { Calls } from './calls.ts';

export interface Write {
  readonly key: string;
  readonly path: string;
  readonly byteLength: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** ETag of what may be replaced; `nothing`: only where there is none; undefined: whatever there is. */
  readonly instead: string | 'nothing' | undefined;
  /** Beyond it the object is sent in parts; needs a store that honours conditions where they are put together. */
  readonly inPartsFrom: number;
}

export function fieldsOf({ bucket }: Calls, { key, contentType, metadata }: Write) {
  return { Bucket: bucket, Key: key, ContentType: contentType, Metadata: { ...metadata } };
}

export function conditionOf({ instead }: Pick<Write, 'instead'>) {
  if (instead === undefined) return {};
  return instead === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: instead };
}

export function tagOf({ ETag }: { ETag?: string | undefined }): string {
  if (ETag !== undefined) return ETag;
  throw new Failure('internal', 'The storage of originals gave no ETag.');
}

export function overtaken(cause: unknown): Failure {
  return new Failure('precondition-failed', 'Something else was stored under the name meanwhile.', {}, cause);
}
