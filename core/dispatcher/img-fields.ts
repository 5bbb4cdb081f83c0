// The header fields of a transformation, as plain objects: that form is the cheapest for a Response on Node.
import type { Download } from '../dialect/asked.ts';
import { formats } from '../image/format.ts';
import type { Headed } from '../pipeline/head.ts';
import type { Standing } from '../pipeline/refinery.ts';
import type { Stale } from '../pipeline/stale.ts';
import type { Result } from '../pipeline/tail.ts';
import { type Life, noStore } from '../policy/cache-control.ts';
import type { Grant } from '../policy/delivery.ts';
import { purgeKeyFor, purgeKeyOf } from '../policy/purge-keys.ts';
import type { Validators } from './conditional.ts';
import { contentDisposition } from './content-disposition.ts';
import type { Fields } from './delivery-fields.ts';
import { writeHttpDate } from './http-date.ts';
import { saveName } from './save-name.ts';

/** Where the answer came from (RFC 9211). A plan alone is enough for HEAD and 304. */
export const fromPlan: Fields = {
  'Cache-Status': 'imageserver; hit; detail=plan',
  'Server-Timing': 'cache;desc="plan"',
};

export const fromMVol: Fields = {
  'Cache-Status': 'imageserver; hit; detail=mVol',
  'Server-Timing': 'cache;desc="mVol"',
};

const fromEVol: Fields = {
  'Cache-Status': 'imageserver; hit; detail=eVol',
  'Server-Timing': 'cache;desc="eVol"',
};

function fromEngine({ joined, stored, queueMillis, renderMillis }: Result & { from: 'engine' }): Fields {
  const flags = `${joined ? '; collapsed' : ''}${stored ? '; stored' : ''}`;
  return {
    'Cache-Status': `imageserver; fwd=miss${flags}; detail=rendered`,
    'Server-Timing': `queue;dur=${queueMillis.toFixed(1)}, render;dur=${renderMillis.toFixed(1)}`,
  };
}

const fromKept = { mVol: fromMVol, eVol: fromEVol, plan: fromPlan } as const;

export function fromResult(result: Result): Fields {
  return result.from === 'engine' ? fromEngine(result) : fromKept[result.from];
}

export function validatorsOfResult({ key, record }: Headed): Validators {
  return { etag: `"${key}"`, lastModified: record.writtenAt };
}

/** What a 304 repeats (RFC 9110 section 15.4.5) and every success has. */
function cacheFields(headed: Headed, grant: Grant, life: Life): Fields {
  const { etag, lastModified } = validatorsOfResult(headed);
  const { lifetime } = headed;
  const isStorable = lifetime?.storable !== false;
  const cached = isStorable ? grant.cacheFields(life, lifetime, headed.private) : { 'Cache-Control': noStore };
  return { ...cached, ETag: etag, 'Last-Modified': writeHttpDate(lastModified) };
}

export function lifeOf({ provisional, named }: Standing): Life {
  return provisional || named ? 'provisional' : 'img';
}

export function standingFields(standing: Standing, grant: Grant): Fields {
  return cacheFields(standing, grant, lifeOf(standing));
}

/**
 * Of an answer that is not what was asked for, but the best at hand. Without Age: a cache would count it against the
 * few seconds of life that keep the others from asking for the same.
 */
export function staleFields({ headed, seconds }: Stale, grant: Grant, failed: number | undefined): Fields {
  const ttl = seconds === undefined ? '' : `; ttl=-${seconds}`;
  const status =
    failed === undefined
      ? `hit${ttl}; detail=stale-while-revalidate`
      : `fwd=${seconds === undefined ? 'miss' : 'stale'}; fwd-status=${failed}; detail=${seconds === undefined ? 'other-format' : 'stale-if-error'}`;
  return {
    ...cacheFields(headed, grant, 'standby'),
    'Cache-Status': `imageserver; ${status}`,
    'Server-Timing': 'cache;desc="stale"',
  };
}

/** Whatever changes with it: the source, the images on it, the named pipeline. */
export function purgeKeysOf({ name, plan, named }: Headed): readonly string[] {
  const pipeline = named === undefined ? [] : [purgeKeyFor('pipeline', named)];
  return [name, ...plan.images.map((image) => image.name)].map(purgeKeyOf).concat(pipeline);
}

/** What describes the body, known before there is one. */
export function bodyFields({ name, plan }: Headed, download?: Download): Fields {
  const { ext } = plan.output;
  return {
    'Content-Type': formats[ext].mediaType,
    'Content-Disposition': contentDisposition(saveName(name), ext, download),
  };
}
