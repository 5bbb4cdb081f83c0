// What caches, CDNs and other pages are told of delivery.
import * as v from 'valibot';
import { defaultCacheRules } from '../cache-control.ts';
import { type HintName, hintNames } from '../client-hints.ts';
import { readOrigins } from '../origins.ts';
import { integer, listOf, setting } from './kinds.ts';

const yearSeconds = 31_536_000;
const upToAYear = `an integer from 0 to ${yearSeconds}`;

const seconds = (name: string, fallback: number, meaning: string) =>
  setting(name, String(fallback), meaning, upToAYear, integer(0, yearSeconds));

const origins = v.pipe(
  v.string(),
  v.transform(readOrigins),
  v.custom((list) => list !== undefined),
  v.transform((list) => list ?? []),
);

const listOfOrigins = '`*`, or a comma list of origins like `https://app.example.com` and `https://*.example.com`';

export const deliverySettings = {
  origins: setting(
    'IMG_ORIGINS',
    '*',
    'origins whose scripts may read images (canvas, fonts, fetch): `*`, or `https://app.example.com,https://*.example.com`; every page may show them',
    listOfOrigins,
    origins,
  ),
  apiOrigins: setting(
    'IMG_API_ORIGINS',
    '',
    'origins whose scripts may use the management API; none without it',
    `nothing, ${listOfOrigins}`,
    origins,
  ),
  clientHints: setting(
    'IMG_CLIENT_HINTS',
    '',
    'what browsers may hint at where a URL says `auto`: `dpr`, `width` (the next of `IMG_LADDER`), `save-data` (lower quality, which doubles the results of a URL that leaves format or size open); caches keep an answer for each',
    'nothing, or a comma list of dpr, width, save-data',
    v.union([
      v.pipe(
        v.literal(''),
        v.transform((): HintName[] => []),
      ),
      listOf(hintNames),
    ]),
  ),
  cacheImgSeconds: seconds(
    'IMG_CACHE_IMG',
    defaultCacheRules.imgSeconds,
    'seconds that caches may take a transformation for fresh; never longer than a signed URL lasts',
  ),
  cacheOriginalSeconds: seconds('IMG_CACHE_ORIGINAL', defaultCacheRules.originalSeconds, 'the same of an original'),
  cacheProvisionalSeconds: seconds(
    'IMG_CACHE_PROVISIONAL',
    defaultCacheRules.provisionalSeconds,
    'the same of what may soon be replaced: a result that is going to be refined, or one of a named pipeline',
  ),
  cacheRefusalSeconds: seconds(
    'IMG_CACHE_REFUSAL',
    defaultCacheRules.refusalSeconds,
    'seconds that caches may keep a refusal that a URL will always get (400, 414, 415, 422); 0 never',
  ),
  cacheNotFoundSeconds: seconds(
    'IMG_CACHE_NOT_FOUND',
    defaultCacheRules.notFoundSeconds,
    'the same of 404, which an upload may end',
  ),
  cacheStaleWhileRevalidateSeconds: seconds(
    'IMG_CACHE_STALE_WHILE_REVALIDATE',
    defaultCacheRules.staleWhileRevalidateSeconds,
    'seconds after its life that caches may show an image while they renew it; 0 never',
  ),
  cacheStaleIfErrorSeconds: seconds(
    'IMG_CACHE_STALE_IF_ERROR',
    defaultCacheRules.staleIfErrorSeconds,
    'the same while the server cannot be reached or fails; 0 never',
  ),
  cacheCdnSeconds: setting(
    'IMG_CACHE_CDN',
    '',
    'seconds that a CDN may take images for fresh, where that is longer than for browsers: it is purged when they change',
    `nothing, or ${upToAYear}`,
    v.union([
      v.pipe(
        v.literal(''),
        v.transform((): number | undefined => undefined),
      ),
      integer(0, yearSeconds),
    ]),
  ),
  purgeKeys: setting(
    'IMG_PURGE_KEYS',
    'off',
    'the field that tells a CDN by which keys to purge: `Surrogate-Key` (Fastly, Varnish), `Cache-Tag` (Cloudflare, Bunny, Google), both with a comma between, or `off`',
    '`off`, `Surrogate-Key`, `Cache-Tag` or both',
    v.union([
      v.pipe(
        v.literal('off'),
        v.transform((): ('Surrogate-Key' | 'Cache-Tag')[] => []),
      ),
      listOf(['Surrogate-Key', 'Cache-Tag']),
    ]),
  ),
  replace: setting(
    'IMG_REPLACE',
    'any',
    'how a name is given new bytes: by `any` upload, only with `If-Match` (428 without), or `never` (412): then images are immutable to caches, and whoever deletes one must not use its name again',
    '`any`, `if-match` or `never`',
    v.picklist(['any', 'if-match', 'never']),
  ),
} as const;
