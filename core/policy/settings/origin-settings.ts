// A server behind an edge: where it is, and how the two know each other.
import * as v from 'valibot';
import { setting } from './kinds.ts';

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
    'of a Worker: what it shows its origin in `X-Origin-Secret`',
    'nothing, or at least 16 printable characters',
    v.pipe(v.string(), v.regex(/^$|^[!-~]{16,}$/)),
  ),
} as const;
