// The grammar of thumbor and imagor: every part optional but the image, in one order. Split by hand at slashes, and inside of
// filters at balanced parentheses, since arguments may hold slashes and colons.
import { readBase64Text } from '../base64.ts';
import { decodePart } from '../decode-part.ts';
import { refused } from '../refused.ts';

export interface ThumborPath {
  readonly meta: boolean;
  /** What stood behind `trim:`; undefined without a trim. */
  readonly trim?: string;
  readonly crop?: readonly [left: string, top: string, right: string, bottom: string];
  /** fit-in, full-fit-in, adaptive-fit-in, stretch … */
  readonly fit?: string;
  /** As they stand, signs included. */
  readonly size?: readonly [width: string, height: string];
  readonly padding?: readonly [left: string, top: string, right: string, bottom: string];
  readonly horizontal?: 'left' | 'center' | 'right';
  readonly vertical?: 'top' | 'middle' | 'bottom';
  readonly smart: boolean;
  readonly filters: readonly ThumborFilter[];
  /** Decoded. */
  readonly image: string;
}

export interface ThumborFilter {
  readonly name: string;
  readonly args: readonly string[];
  /** As it stands. */
  readonly text: string;
}

const pair = /^([\d.]+)x([\d.]+):([\d.]+)x([\d.]+)$/;
const sides = /^(-?(?:\d{1,6}|orig)?)x(-?(?:\d{1,6}|orig)?)$/;

/** `path` is raw, behind the signature. Fails with `bad-target` and `bad-option`. */
export function readThumborPath(path: string): ThumborPath {
  let rest = path;
  /** Takes the first segment off where it has this form. */
  const take = (form: RegExp): RegExpExecArray | undefined => {
    const slash = rest.indexOf('/');
    const found = slash === -1 ? null : form.exec(rest.slice(0, slash));
    if (found !== null) rest = rest.slice(slash + 1);
    return found ?? undefined;
  };
  const four = (found: RegExpExecArray | undefined) => found && ([found[1], found[2], found[3], found[4]] as Four);
  const meta = take(/^meta$/) !== undefined;
  const trim = take(/^trim(?::(.*))?$/);
  const crop = four(take(pair));
  const fit = take(/^((?:adaptive-)?(?:full-)?fit-in|stretch)$/)?.[1];
  const size = take(sides);
  const padding = four(take(pair)) ?? uniform(size && take(/^(\d+)x(\d+)$/));
  const horizontal = take(/^(left|center|right)$/)?.[1] as ThumborPath['horizontal'];
  const vertical = take(/^(top|middle|bottom)$/)?.[1] as ThumborPath['vertical'];
  const smart = take(/^smart$/) !== undefined;
  const { filters, image } = rest.startsWith('filters:') ? readFilters(rest) : { filters: [], image: rest };
  return {
    ...{ meta, smart, filters, image: readImage(image) },
    ...(trim && { trim: trim[1] ?? '' }),
    ...(crop && { crop }),
    ...(fit && { fit }),
    ...(size && { size: [size[1] ?? '', size[2] ?? ''] as const }),
    ...(padding && { padding }),
    ...(horizontal && { horizontal }),
    ...(vertical && { vertical }),
  };
}

type Four = readonly [string, string, string, string];

// imagor: one pair is for both corners.
function uniform(found: RegExpExecArray | undefined): Four | undefined {
  return found && [found[1] ?? '0', found[2] ?? '0', found[1] ?? '0', found[2] ?? '0'];
}

function readFilters(rest: string): { filters: ThumborFilter[]; image: string } {
  const filters: ThumborFilter[] = [];
  let at = 'filters:'.length;
  for (;;) {
    const open = rest.indexOf('(', at);
    const close = open === -1 ? -1 : closing(rest, open);
    if (close === -1) throw refused(rest, 'filters:name(arguments):name(arguments)/image', 'bad-target');
    const inside = decodePart(rest.slice(open + 1, close));
    const args = inside === '' ? [] : inside.split(',').map((arg) => arg.trim());
    filters.push({ name: rest.slice(at, open), args, text: rest.slice(at, close + 1) });
    const next = rest[close + 1];
    if (next === '/') return { filters, image: rest.slice(close + 2) };
    if (next !== ':') throw refused(rest.slice(close + 1), 'a colon or a slash behind a filter', 'bad-target');
    at = close + 2;
  }
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function readImage(text: string): string {
  if (text === '') throw refused(text, 'an image at the end', 'bad-target');
  if (!text.startsWith('b64:')) return decodePart(text);
  const image = readBase64Text(text.slice('b64:'.length));
  if (image === undefined) throw refused(text, 'base64url of an image behind b64:', 'bad-target');
  return image;
}
