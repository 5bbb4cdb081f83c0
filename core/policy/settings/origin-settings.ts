// A server behind an edge: where it is, and how the two know each other.
import * as v from 'valibot';
import { integer, setting } from './kinds.ts';

export const originSettings = {
  originUrl: setting(
    'IMG_ORIGIN_URL',
    '',
    'of a Worker: the server that it stands in front of; without it, it keeps its own originals in R2',
    'nothing, or an origin like `https://images.example.com`, without a path',
    v.union([
      v.pipe(
        v.literal(''),
        v.transform((): undefined => undefined),
      ),
      v.pipe(
        v.string(),
        v.regex(/^https?:\/\/[^/?#@\s]+\/?$/i),
        v.url(),
        v.transform((text) => new URL(text).origin),
      ),
    ]),
  ),
  originSecret: setting(
    'IMG_ORIGIN_SECRET',
    '',
    'what a Worker shows its origin in `X-Origin-Secret`, and what a server wants to be shown by all who ask it for more than its health',
    'nothing, or at least 16 printable characters',
    v.pipe(v.string(), v.regex(/^$|^[!-~]{16,}$/)),
  ),
  originApi: setting(
    'IMG_ORIGIN_API',
    'pass',
    'of a Worker: whether the management API and uploads reach its origin through it',
    '`pass` or `refuse`',
    v.picklist(['pass', 'refuse']),
  ),
  originMillis: setting(
    'IMG_ORIGIN_MILLIS',
    '25000',
    'of a Worker: milliseconds until its origin has to begin with the answer to a picture; then the copy that is kept is shown, or 504',
    'an integer from 100 to 600000',
    integer(100, 600_000),
  ),
} as const;
