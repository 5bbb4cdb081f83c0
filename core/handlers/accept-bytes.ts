// Which received bytes may become an original. The bytes decide what they are; a declared type can only disagree.
import { Failure } from '../failure.ts';
import { type Ext, formats } from '../image/format.ts';
import { sniff } from '../image/sniff.ts';
import type { Staged } from '../volume/persistent-volume.ts';

export interface Declared {
  /** Undefined when the client did not say. */
  readonly ext: Ext | undefined;
  /** SHA-256 of the bytes, 64 lower-case hex characters; undefined when the client did not say. */
  readonly digest: string | undefined;
}

/** Fails with `bad-request` (no bytes), `unsupported-type` or `digest-mismatch`. */
export function acceptBytes(staged: Staged, declared: Declared, inputs: readonly Ext[]): Ext {
  if (staged.byteLength === 0) {
    throw new Failure('bad-request', 'Expected the bytes of an image but received an empty body.');
  }
  const ext = sniff(staged.head);
  if (ext === undefined || !inputs.includes(ext)) {
    throw unsupported(
      `one of ${mediaTypes(inputs)}`,
      ext === undefined ? 'bytes of no known image format' : mediaTypes([ext]),
    );
  }
  if (declared.ext !== undefined && declared.ext !== ext) {
    throw unsupported(`${mediaTypes([declared.ext])}, as Content-Type says,`, mediaTypes([ext]));
  }
  if (declared.digest !== undefined && declared.digest !== staged.digest) {
    throw new Failure('digest-mismatch', 'Expected bytes with the SHA-256 that was announced but received others.', {
      subject: 'Content-Digest',
    });
  }
  return ext;
}

/** As a list for a sentence or an Accept field. */
export function mediaTypes(exts: readonly Ext[]): string {
  return exts.map((ext) => formats[ext].mediaType).join(', ');
}

export function unsupported(expected: string, received: string): Failure {
  return new Failure('unsupported-type', `Expected ${expected} but received ${received}.`, { expected, received });
}
