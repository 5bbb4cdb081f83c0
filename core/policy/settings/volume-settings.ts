// Where bytes are kept, and how much of what.
import * as v from 'valibot';
import { bytes, integer, setting, sizeOf } from './kinds.ts';

export const volumeSettings = {
  pVol: setting(
    'IMG_PVOL',
    'file',
    'where originals are kept: `file` under the data directory',
    '`file`',
    v.literal('file'),
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
  eVolAdmit: setting(
    'IMG_EVOL_ADMIT',
    'second',
    'when eVol takes a result: at its `second` use, or as soon as it is made (`first`)',
    '`second` or `first`',
    v.picklist(['second', 'first']),
  ),
} as const;
