// All settings in one table: name, default, meaning and how its text is read. The rows lie by room beside this file.
// The same names hold in the environment and in imageserver.config.json; README and reference are generated from here.
import * as v from 'valibot';
import { Failure } from '../../failure.ts';
import { accessSettings } from './access-settings.ts';
import { connectionSettings } from './connection-settings.ts';
import { deliverySettings } from './delivery-settings.ts';
import { dialectSettings } from './dialect-settings.ts';
import type { Setting } from './kinds.ts';
import { limitSettings } from './limit-settings.ts';
import { originSettings } from './origin-settings.ts';
import { overloadSettings } from './overload-settings.ts';
import { pageDialectSettings } from './page-dialect-settings.ts';
import { renderSettings } from './render-settings.ts';
import { serverSettings } from './server-settings.ts';
import { sourceSettings } from './source-settings.ts';
import { volumeSettings } from './volume-settings.ts';

const table = {
  ...serverSettings,
  ...volumeSettings,
  ...accessSettings,
  ...sourceSettings,
  ...deliverySettings,
  ...dialectSettings,
  ...pageDialectSettings,
  ...renderSettings,
  ...overloadSettings,
  ...connectionSettings,
  ...limitSettings,
  ...originSettings,
} as const;

// Their values must not get into a message or a log.
const secrets: ReadonlySet<string> = new Set([
  table.token.name,
  table.keys.name,
  table.imgproxyKeys.name,
  table.thumborKeys.name,
  table.awsSecret.name,
  table.imgixTokens.name,
  table.originSecret.name,
]);

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
  const parsed = v.safeParse(row.schema, given === undefined ? row.fallback : textOf(given));
  if (parsed.success) return parsed.output;
  const received = secrets.has(row.name) ? 'something else' : `"${given}"`;
  throw new Failure('bad-request', `Expected ${row.expected} for setting ${row.name} but received ${received}.`);
}

// A list of `name=value` may be an object in the configuration file.
function textOf(given: unknown): string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return String(given);
  return Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

// Only our own prefix is policed in the environment: PORT, HOST and PATH belong to everyone.
function refuseUnknown(environment: object, file: object): void {
  const known = new Set<string>(settingTable.map(({ name }) => name));
  const ours = Object.keys(environment).filter((name) => name.startsWith('IMG_') && !name.startsWith('IMG_TEST_'));
  const unknown = [...ours, ...Object.keys(file)].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const near = [...known].filter((name) => unknown.some((other) => shareWord(name, other)));
  const hint = near.length === 0 ? '' : `; near to it is ${near.join(', ')}`;
  throw new Failure(
    'bad-request',
    `Expected known settings (see README.md) but received ${unknown.join(', ')}${hint}.`,
  );
}

// One may be the plural of the other.
function shareWord(one: string, other: string): boolean {
  const wordsOf = (name: string) =>
    name
      .toUpperCase()
      .split('_')
      .filter((word) => word.length > 2 && !tooCommon.has(word));
  return wordsOf(one).some((a) => wordsOf(other).some((b) => a.startsWith(b) || b.startsWith(a)));
}
const tooCommon = new Set(['IMG', 'BYTES', 'BYTE', 'LIMIT', 'MILLIS', 'SECONDS', 'MAX']);
