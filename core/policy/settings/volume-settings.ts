// Where bytes are kept, and how much of what.
import * as v from 'valibot';
import { bytes, setting, sizeOf } from './kinds.ts';

export const volumeSettings = {
  pVol: setting(
    'IMG_PVOL',
    'file',
    'where originals are kept: `file` under the data directory',
    '`file`',
    v.literal('file'),
  ),
  mVolBytes: setting('IMG_MVOL_BYTES', '128MiB', 'RAM for finished results; 0 keeps none', sizeOf, bytes),
  eVolBytes: setting(
    'IMG_EVOL_BYTES',
    '1GiB',
    'disk for finished results (eVol), taken piece by piece as it fills; 0 keeps none',
    `${sizeOf}, up to 1024GiB`,
    v.pipe(bytes, v.maxValue(1024 ** 4)),
  ),
  eVolAdmit: setting(
    'IMG_EVOL_ADMIT',
    'second',
    'when eVol takes a result: at its `second` use, or as soon as it is made (`first`)',
    '`second` or `first`',
    v.picklist(['second', 'first']),
  ),
} as const;
