// All settings in one table: name, default, meaning and how its text is read.
// The same names hold in the environment and in imageserver.config.json; README and reference are generated from here.
import * as v from 'valibot';
import { readSigningKeys } from '../dialect/signing-keys.ts';
import { Failure } from '../failure.ts';
import type { Ext } from '../image/format.ts';
import { defaultLadderWidths } from './ladder.ts';
import { defaultLimits } from './limits.ts';
import { unsignedLevels } from './unsigned.ts';

interface Setting<T> {
  readonly name: string;
  /** The default, as it would be written in the environment; '' where there is none. */
  readonly fallback: string;
  readonly meaning: string;
  /** Ends the sentence "Expected …" of a refusal. */
  readonly expected: string;
  readonly schema: v.GenericSchema<string, T>;
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

const integer = (min: number, max: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.minValue(min), v.maxValue(max));

const bytes = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}(KiB|MiB|GiB)?$/),
  v.transform((text) => Number.parseInt(text, 10) * (unitBytes[text.replace(/^\d+/, '')] ?? 1)),
  v.maxValue(Number.MAX_SAFE_INTEGER),
);

const text = v.pipe(v.string(), v.minLength(1));

const inputs = ['jpg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const satisfies readonly Ext[];

const listOf = <const T extends readonly string[]>(allowed: T) =>
  v.pipe(
    v.string(),
    v.transform((list) => list.split(',').map((item) => item.trim())),
    v.array(v.picklist(allowed)),
    v.minLength(1),
  );

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

const setting = <T>(
  name: string,
  fallback: string,
  meaning: string,
  expected: string,
  schema: v.GenericSchema<string, T>,
): Setting<T> => ({ name, fallback, meaning, expected, schema });

const limit = (name: string, key: keyof typeof defaultLimits, meaning: string, min: number, max: number) =>
  setting(name, String(defaultLimits[key]), meaning, `an integer from ${min} to ${max}`, integer(min, max));

const sizeOf = 'a number of bytes, with KiB, MiB or GiB behind it if you like';
const thousandMillion = 1_000_000_000;

const table = {
  port: setting('PORT', '8000', 'TCP port; 0 takes any free one', 'an integer from 0 to 65535', integer(0, 65_535)),
  host: setting('HOST', '127.0.0.1', 'address it listens on', 'a host name or address', text),
  dataDirectory: setting(
    'IMG_DATA',
    './data',
    'data directory: originals (pVol), pDatabase, eVol and the token',
    'a path',
    text,
  ),
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
  unsigned: setting(
    'IMG_UNSIGNED',
    'auto',
    'what unsigned URLs may ask: `none`, `ladder` (widths of a list, and originals), `any`; `auto` is `any` where HOST is loopback and `ladder` elsewhere',
    '`auto`, `none`, `ladder` or `any`',
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
  renderers: setting(
    'IMG_RENDERERS',
    'cores',
    'render processes; `cores` makes one a core, 0 renders inside the server process',
    '`cores` or an integer from 0 to 256',
    v.union([
      v.pipe(
        v.literal('cores'),
        v.transform((): number | undefined => undefined),
      ),
      integer(0, 256),
    ]),
  ),
  inputs: setting(
    'IMG_INPUTS',
    'jpg,png,webp,gif',
    'formats accepted as originals; `avif` and `tiff` are off because their decoders have the worst record',
    `a comma list of ${inputs.join(', ')}`,
    listOf(inputs),
  ),
  uploadBytes: setting('IMG_LIMIT_UPLOAD_BYTES', '100MiB', 'largest original', sizeOf, v.pipe(bytes, v.minValue(1))),
  sourcePixels: limit(
    'IMG_LIMIT_SOURCE_PIXELS',
    'sourcePixels',
    'most pixels of an original, all frames together',
    1,
    thousandMillion,
  ),
  sourceFrames: limit('IMG_LIMIT_SOURCE_FRAMES', 'sourceFrames', 'most frames of an original', 1, 100_000),
  outputSide: limit('IMG_LIMIT_OUTPUT_SIDE', 'outputSide', 'longest side of a result, in pixels', 1, 65_535),
  outputPixels: limit('IMG_LIMIT_OUTPUT_PIXELS', 'outputPixels', 'most pixels of a result', 1, thousandMillion),
  renderMillis: limit(
    'IMG_LIMIT_RENDER_MILLIS',
    'renderMillis',
    'milliseconds one render may take, waiting included',
    100,
    600_000,
  ),
} as const;

// Their values must not get into a message or a log.
const secrets: ReadonlySet<string> = new Set([table.token.name, table.keys.name]);

type Table = typeof table;
type ValueOf<K extends keyof Table> = v.InferOutput<Table[K]['schema']>;
/** What the settings say, by the table's keys. */
export type Settings = { readonly [K in keyof Table]: ValueOf<K> };

/** The table for the reference. */
export const settingTable: readonly { name: string; fallback: string; meaning: string; expected: string }[] =
  Object.values(table).map(({ name, fallback, meaning, expected }) => ({ name, fallback, meaning, expected }));

/**
 * Reads settings; the environment wins over the file.
 * Throws Failure `bad-request` with one sentence for a name that is not known or a value that cannot be used.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>> = {},
): Settings {
  refuseUnknown(environment, file);
  const entries = Object.entries(table).map(([key, row]) => [
    key,
    readOne(row, environment[row.name] ?? file[row.name]),
  ]);
  return Object.fromEntries(entries) as Settings;
}

function readOne(row: Setting<unknown>, given: unknown): unknown {
  const parsed = v.safeParse(row.schema, given === undefined ? row.fallback : String(given));
  if (parsed.success) return parsed.output;
  const received = secrets.has(row.name) ? 'something else' : `"${given}"`;
  throw new Failure('bad-request', `Expected ${row.expected} for setting ${row.name} but received ${received}.`);
}

// Only our own prefix is policed in the environment: PORT, HOST and PATH belong to everyone.
function refuseUnknown(environment: object, file: object): void {
  const known = new Set<string>(settingTable.map(({ name }) => name));
  const ours = Object.keys(environment).filter((name) => name.startsWith('IMG_') && !name.startsWith('IMG_TEST_'));
  const unknown = [...ours, ...Object.keys(file)].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new Failure(
    'bad-request',
    `Expected a known setting but received ${unknown}; known are ${[...known].join(', ')}.`,
  );
}
