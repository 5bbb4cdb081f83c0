// What a client says about the bytes it sends, judged before a byte of them is read.
import { Failure } from '../failure.ts';
import { type Declared, mediaTypes, unsupported } from '../handlers/accept-bytes.ts';
import { extOfMediaType } from '../image/ext-of-media-type.ts';
import type { Ext } from '../image/format.ts';
import { quotable } from '../image/quotable.ts';
import { readDigestField } from './digest-field.ts';

/** Of a request or of one part of a form. Fails with `unsupported-type` or `bad-request`. */
export function readDeclared(headers: Headers, inputs: readonly Ext[]): Declared {
  // A coding would have to be undone before the bytes can be looked at; images gain nothing by one.
  const coding = headers.get('content-encoding');
  if (coding !== null) throw unsupported('a body without Content-Encoding', quotable(coding));
  // Of clients that go on with an upload (curl -C): the rest of an image would be stored as all of it (RFC 9110, 14.4).
  if (headers.has('content-range')) {
    throw new Failure(
      'bad-request',
      'Expected a whole image without Content-Range; POST /api/resumable takes pieces.',
      {
        subject: 'Content-Range',
      },
    );
  }
  return {
    ext: declaredExt(headers.get('content-type') ?? '', inputs),
    digest: readDigestField(headers.get('content-digest')),
  };
}

/**
 * Refuses by Content-Length what would be refused while it is received, so that it need not be sent.
 * A missing length is no reason: bytes are counted as they come. Fails with `too-large` or `bad-request`.
 */
export function refuseAnnouncedLength(headers: Headers, limitBytes: number): void {
  const announced = headers.get('content-length');
  if (announced === '0') throw new Failure('bad-request', 'Expected the bytes of an image but received an empty body.');
  if (announced === null || Number(announced) <= limitBytes) return;
  throw new Failure('too-large', `Expected at most ${limitBytes} bytes but received ${announced}.`, {
    subject: 'Content-Length',
    limit: limitBytes,
  });
}

// application/octet-stream says nothing about the bytes.
function declaredExt(contentType: string, inputs: readonly Ext[]): Ext | undefined {
  if (contentType === '' || /^application\/octet-stream *(;|$)/i.test(contentType)) return undefined;
  const ext = extOfMediaType(contentType);
  if (ext !== undefined && inputs.includes(ext)) return ext;
  throw unsupported(`one of ${mediaTypes(inputs)} as Content-Type`, quotable(contentType));
}
