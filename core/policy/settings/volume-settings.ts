// Where bytes are kept, and how much of what.
import * as v from 'valibot';
import { bytes, integer, setting, sizeOf } from './kinds.ts';

// Names of buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const bucket = v.pipe(
  v.string(),
  v.regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[!-~]{1,400})?$/),
  v.transform((url) => {
    const [, , name = '', ...prefix] = url.split('/');
    return { bucket: name, prefix: prefix.join('/') };
  }),
);

export const volumeSettings = {
  pVol: setting(
    'IMG_PVOL',
    'file',
    'where originals are kept: `file` under the data directory, or `s3://bucket/prefix`, which any number of servers may share; credentials and region are those of the AWS SDK (`AWS_ACCESS_KEY_ID`, `AWS_REGION`, a profile, a role)',
    '`file` or `s3://bucket/prefix`',
    v.union([v.literal('file'), bucket]),
  ),
  s3Endpoint: setting(
    'IMG_S3_ENDPOINT',
    '',
    'address of another S3 server than that of AWS',
    'an http or https URL without a path',
    v.pipe(
      v.string(),
      v.regex(/^(https?:\/\/[^/?#\s]+\/?)?$/),
      v.transform((url): string | undefined => url || undefined),
    ),
  ),
  metaTtlSeconds: setting(
    'IMG_META_TTL',
    '10',
    'seconds for which is believed what was found of an image in a bucket: within them a change that another server made is seen here',
    'an integer from 1 to 86400',
    integer(1, 86_400),
  ),
  results: setting(
    'IMG_RESULTS',
    'off',
    'whether finished results are kept in the bucket as well (`s3`, `r2`), so that one server makes them for all, or not (`off`)',
    '`off`, `s3` or `r2`',
    v.picklist(['off', 's3', 'r2']),
  ),
  redirectBytes: setting(
    'IMG_REDIRECT_BYTES',
    '0',
    'answers of `/original` and `/download` with more bytes than this are a redirect to the bucket, by a presigned URL that is good for five minutes; 0 never redirects',
    sizeOf,
    bytes,
  ),
  graceHours: setting(
    'IMG_GRACE_HOURS',
    '24',
    'how long the bytes of a deleted or replaced original stay in `pvol/dropped`, where nothing serves them; 0 erases them at once',
    'an integer from 0 to 8760',
    integer(0, 8760),
  ),
  scrubBytes: setting(
    'IMG_SCRUB_BYTES',
    '8MiB',
    'bytes of originals a second that are read back and compared with their digests; 0 never looks',
    sizeOf,
    bytes,
  ),
  mVolBytes: setting('IMG_MVOL_BYTES', '128MiB', 'RAM for finished results; 0 keeps none', sizeOf, bytes),
  eVolBytes: setting(
    'IMG_EVOL_BYTES',
    '1GiB',
    'disk for finished results (eVol), taken piece by piece as it fills; 0 keeps none',
    `${sizeOf}, up to 1024GiB`,
    v.pipe(bytes, v.maxValue(1024 ** 4)),
  ),
  moduleCacheBytes: setting(
    'IMG_MODULE_CACHE_BYTES',
    '64MiB',
    'RAM for pixels that results of one source share, kept for seconds; 0 makes each result by itself',
    sizeOf,
    bytes,
  ),
  mezzanineBytes: setting(
    'IMG_MEZZANINE_BYTES',
    '256MiB',
    'of eVol, for the JPEGs of 1600 px that later results of sources that are dear to decode are made of (progressive JPEG and WebP from 8 MP on, AVIF from 4, PNG from 12, all JPEG from 24); 0 makes all results of the originals',
    sizeOf,
    bytes,
  ),
  eVolAdmit: setting(
    'IMG_EVOL_ADMIT',
    'second',
    'when eVol takes a result: at its `second` use, or as soon as it is made (`first`)',
    '`second` or `first`',
    v.picklist(['second', 'first']),
  ),
} as const;
