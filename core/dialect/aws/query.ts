// The query of AWS's Serverless Image Handler: edits that win over those of the path, its signature and its expiry.
import type { OptionAbout } from '../about.ts';
import { decodePart } from '../decode-part.ts';
import { hexOf, hmacOf, sameText } from '../own-signature.ts';
import { refused } from '../refused.ts';
import type { StageWords } from '../stage-words.ts';
import { applyEdit, formatIn, numberIn, resizeIn } from './edits.ts';

export interface AwsQuery {
  readonly parameters: ReadonlyMap<string, string>;
  readonly signed: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

export const queryAbouts: readonly OptionAbout[] = [
  {
    names: ['?format', '?fit', '?width', '?height', '?rotate', '?flip', '?flop', '?grayscale', '?greyscale'],
    becomes: 'the edit of this name, over that of the path',
  },
  { names: ['?signature'], becomes: 'verified with IMG_AWS_SECRET' },
  { names: ['?expires'], becomes: 'the end of the URL, `YYYYMMDDTHHmmssZ` (400 from then on)' },
];

/** `path` begins with a slash. Fails with `forbidden` for a signature that is not of the secret, or where one is missing. */
export function readQuery(path: string, query: string, secret: string | undefined): AwsQuery {
  const pairs = query === '' ? [] : query.split('&').map((item) => item.split(/=(.*)/s, 2).map((part) => part ?? ''));
  const parameters = new Map(pairs.map(([name = '', value = '']) => [decodePart(name), decodePart(value)] as const));
  const signature = parameters.get('signature');
  if (secret !== undefined) {
    const others = pairs.filter(([name]) => name !== 'signature').map(([name = '', value = '']) => `${name}=${value}`);
    const text = others.length === 0 ? path : `${path}?${others.sort().join('&')}`;
    const expected = hexOf(hmacOf('sha256', new TextEncoder().encode(secret), text));
    if (!sameText(expected, signature ?? ''))
      throw refused(signature ?? '', 'a signature by IMG_AWS_SECRET', 'forbidden');
  }
  return { parameters, signed: secret !== undefined, expiresAt: expiryOf(parameters.get('expires')) };
}

function expiryOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, ...parts] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (parts.length > 0) return Date.UTC(year, month - 1, day, hour, minute, second);
  throw refused(`expires=${text}`, 'a time as YYYYMMDDTHHmmssZ');
}

/** Those that are there, over what was said before. */
export function applyQuery({ parameters }: Pick<AwsQuery, 'parameters'>, words: StageWords): StageWords {
  let so = words;
  const sizes = ['width', 'height', 'fit'].filter((name) => parameters.has(name));
  if (sizes.length > 0) {
    const { width, height } = (so.resize ?? {}) as { width?: number; height?: number };
    const given = { width, height, ...Object.fromEntries(sizes.map((name) => [name, parameters.get(name)])) };
    const { resize: _, ...others } = so;
    so = resizeIn(given, others);
  }
  const format = parameters.get('format');
  if (format !== undefined) so = formatIn(format, so);
  for (const name of ['rotate', 'flip', 'flop', 'grayscale', 'greyscale']) {
    const value = parameters.get(name);
    if (value === undefined) continue;
    const typed = name === 'rotate' ? numberIn(value, 'rotate') : value === '' || value === 'true';
    so = applyEdit(name, typed, so) ?? so;
  }
  return so;
}
