// Percent-decoding of one part of a request target, once and strictly. A second decoding would open the door
// that the first one closed, so nothing that has passed here is decoded again.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

/** Throws Failure `bad-target` for a broken escape, bytes that are no UTF-8, and characters no target can have. */
export function decodePart(part: string): string {
  // Printable ASCII without `#` and `?` (RFC 3986 section 3.3; some more that clients send bare is let through).
  if (!/^[!"$->@-~]*$/.test(part)) throw malformed(part);
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw malformed(part, error);
  }
}

function malformed(part: string, cause?: unknown): Failure {
  const expected = 'UTF-8 in percent-encoding';
  const received = quotable(part);
  return new Failure('bad-target', `Expected ${expected} but received "${received}".`, { expected, received }, cause);
}
