import { expect, it } from 'vitest';
import { lifeOf } from '../../../adapters/worker/origin/life-of.ts';

const none = { whileRevalidate: 0, ifError: 0 };

it.each<[string, Record<string, string>, number, ReturnType<typeof lifeOf>]>([
  ['max-age', { 'cache-control': 'public, max-age=9' }, 200, { fresh: 9, whileRevalidate: 0, ifError: 77 }],
  [
    's-maxage before max-age',
    { 'cache-control': 'max-age=9, s-maxage=5' },
    200,
    { fresh: 5, whileRevalidate: 0, ifError: 77 },
  ],
  [
    'stale directives',
    { 'cache-control': 'max-age=9, stale-while-revalidate=3, stale-if-error=0' },
    200,
    { fresh: 9, whileRevalidate: 3, ifError: 0 },
  ],
  [
    'CDN-Cache-Control before all',
    { 'cache-control': 'max-age=9', 'cdn-cache-control': 'max-age=100' },
    200,
    { fresh: 100, whileRevalidate: 0, ifError: 77 },
  ],
  [
    'no longer than a month',
    { 'cache-control': 'max-age=31536000, immutable' },
    200,
    { fresh: 2_592_000, whileRevalidate: 0, ifError: 77 },
  ],
  ['must-revalidate: never stale', { 'cache-control': 'max-age=9, must-revalidate' }, 200, { fresh: 9, ...none }],
  ['a refusal: never stale', { 'cache-control': 'public, max-age=10' }, 404, { fresh: 10, ...none }],
  [
    'a Vary that the key holds',
    { 'cache-control': 'max-age=9', vary: 'accept, Origin' },
    200,
    { fresh: 9, whileRevalidate: 0, ifError: 77 },
  ],
  ['a Vary that it does not hold', { 'cache-control': 'max-age=9', vary: 'Accept, Cookie' }, 200, undefined],
  ['Vary: *', { 'cache-control': 'max-age=9', vary: '*' }, 200, undefined],
  ['private', { 'cache-control': 'private, max-age=9' }, 200, undefined],
  ['no-store', { 'cache-control': 'no-store' }, 200, undefined],
  ['nothing said', {}, 200, undefined],
  ['max-age=0', { 'cache-control': 'max-age=0' }, 200, undefined],
  ['a cookie', { 'cache-control': 'max-age=9', 'set-cookie': 'a=b' }, 200, undefined],
  ['a part', { 'cache-control': 'max-age=9' }, 206, undefined],
  ['a redirect', { 'cache-control': 'max-age=9' }, 307, undefined],
  ['forbidden', { 'cache-control': 'max-age=9' }, 403, undefined],
])('the life of an answer: %s', (_, headers, status, life) => {
  expect(lifeOf({ status, headers: new Headers(headers) }, new Set(['accept', 'origin']), 77)).toEqual(life);
});
