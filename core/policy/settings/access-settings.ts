// Who may have what.
import * as v from 'valibot';
import { readSigningKeys } from '../../dialect/signing-keys.ts';
import { defaultLadderWidths } from '../ladder.ts';
import { unsignedLevels } from '../unsigned.ts';
import { integer, setting } from './kinds.ts';

const signingKeys = v.pipe(
  v.string(),
  v.transform(readSigningKeys),
  v.custom((keys) => keys !== undefined),
  v.transform((keys) => keys ?? []),
);

const maxRungs = 64;
const maxWidth = 65_535;

const widths = v.pipe(
  v.string(),
  v.transform((list) => list.split(',').map((item) => item.trim())),
  v.array(integer(1, maxWidth)),
  v.maxLength(maxRungs),
  v.transform((list) => [...new Set(list)].sort((a, b) => a - b)),
);

export const accessSettings = {
  token: setting(
    'IMG_TOKEN',
    '',
    'bearer token of the management API; made at first start and kept in the data directory when not set',
    'at least 16 characters',
    v.pipe(v.string(), v.union([v.literal(''), v.pipe(v.string(), v.minLength(16))])),
  ),
  keys: setting(
    'IMG_KEYS',
    '',
    'keys for signed URLs, `kid:hexkey,…`: the first signs, all verify',
    '`kid:hexkey,…` with kids of 1 to 32 letters, digits, "_" and "-", each once, and keys of 16 to 128 bytes',
    signingKeys,
  ),
  metrics: setting(
    'IMG_METRICS',
    'token',
    'who may read `/metrics` (Prometheus): who has the `token`, everyone (`open`), or nobody (`off`)',
    '`token`, `open` or `off`',
    v.picklist(['token', 'open', 'off']),
  ),
  unsigned: setting(
    'IMG_UNSIGNED',
    'auto',
    'what unsigned URLs may ask: `none`, `pipelines` (named ones, and originals), `ladder` (these and widths of a list), `any`; `auto` is `any` where HOST is loopback and `ladder` elsewhere',
    '`auto`, `none`, `pipelines`, `ladder` or `any`',
    v.picklist(['auto', ...unsignedLevels]),
  ),
  ladder: setting(
    'IMG_LADDER',
    defaultLadderWidths,
    'widths that unsigned URLs may ask under `ladder`, in device pixels; an original has at most four results (formats) for each',
    `a comma list of at most ${maxRungs} integers from 1 to ${maxWidth}`,
    widths,
  ),
  ladderSnap: setting(
    'IMG_LADDER_SNAP',
    'up',
    'what an unsigned width between those becomes: the next one `up`, or `refuse`',
    '`up` or `refuse`',
    v.picklist(['up', 'refuse']),
  ),
} as const;
