// The parameters of Next.js, refused in its own words and in its order: pages and tests know them.
import { Failure } from '../../failure.ts';
import { type QueryItem, readQuery } from '../query.ts';

export interface NextLists {
  readonly widths: readonly number[];
  readonly qualities: readonly number[];
}

interface NextQuery {
  readonly url: string;
  readonly width: number;
  readonly quality: number;
}

const longestUrl = 3072;

/** Fails with `bad-option`. Parameters it does not know (`dpl`, a deployment's id) mean nothing, as there. */
export function readNextQuery(query: string, { widths, qualities }: NextLists): NextQuery {
  const items = readQuery(query);
  const url = one(items, 'url', '"url" parameter');
  checkUrl(url);
  const w = digits(one(items, 'w', ofWidth), `${ofWidth} must be an integer greater than 0`);
  const q = digits(one(items, 'q', ofQuality), `${ofQuality} must be an integer between 1 and 100`);
  if (Number(w) === 0) throw wrong(`${ofWidth} must be an integer greater than 0`);
  if (!allows(widths, Number(w)) || Number(w) > 65_535) throw wrong(`${ofWidth} of ${Number(w)} is not allowed`);
  if (Number(q) < 1 || Number(q) > 100) throw wrong(`${ofQuality} must be an integer between 1 and 100`);
  if (!allows(qualities, Number(q))) throw wrong(`${ofQuality} of ${q} is not allowed`);
  return { url, width: Number(w), quality: Number(q) };
}

/** Whether a number may be asked for. An empty list allows all. */
export function allows(list: readonly number[], number: unknown): boolean {
  return typeof number === 'number' && (list.length === 0 || list.includes(number));
}

const ofWidth = '"w" parameter (width)';
const ofQuality = '"q" parameter (quality)';

function one(items: readonly QueryItem[], name: string, title: string): string {
  const [item, second] = items.filter((each) => each.name === name);
  if (second !== undefined) throw wrong(`${title} cannot be an array`);
  if (item === undefined || item.value === '') throw wrong(`${title} is required`);
  return item.value;
}

function digits(text: string, expected: string): string {
  if (!/^\d{1,9}$/.test(text)) throw wrong(expected);
  return text;
}

function checkUrl(url: string): void {
  if (url.length > longestUrl) throw wrong('"url" parameter is too long');
  if (url.startsWith('//')) throw wrong('"url" parameter cannot be a protocol-relative URL (//)');
  if (url.startsWith('/')) {
    if (/\/_(?:next|vercel)\/image(?:$|[/?])/.test(url)) throw wrong('"url" parameter cannot be recursive');
  } else if (!/^https?:\/{1,2}[^/]/i.test(url)) throw wrong('"url" parameter is invalid');
}

function wrong(says: string): Failure {
  return new Failure('bad-option', says, { says });
}
