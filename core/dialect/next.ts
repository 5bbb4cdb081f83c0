// The dialect of Next.js, `?url=&w=&q=`, which Vercel's Image Optimization shares
// (https://nextjs.org/docs/app/api-reference/components/image, server/image-optimizer.ts).
import type { FailureCode } from '../failure.ts';
import type { Dialect, RefusalOf } from './dialect.ts';
import { allows, readNextQuery } from './next/parameters.ts';
import { splitTarget, writeQuery } from './query.ts';
import { notSupported } from './refused.ts';
import { saidBy, take } from './said.ts';
import { pageSource, storedSource } from './stored-source.ts';
import type { DialectTools } from './tools.ts';

export interface NextRules {
  readonly name: 'next' | 'vercel';
  /** Those that may be asked for; none: any. */
  readonly widths: readonly number[];
  readonly qualities: readonly number[];
}

export function createNextDialect(tools: DialectTools, { name, ...lists }: NextRules): Dialect {
  return {
    name,
    refusal,

    read(target) {
      const { path, query } = splitTarget(target);
      if (path !== '') return undefined;
      const { url, width, quality } = readNextQuery(query, lists);
      const stage = { resize: { width }, encode: { format: 'auto', quality } };
      return tools.canonical({ source: storedSource(tools, url), stages: [stage] });
    },

    write(recipe) {
      const canonical = tools.canonical(recipe);
      const said = saidBy(canonical);
      const width = take(said, 'resize.width');
      const quality = take(said, 'encode.quality');
      const negotiates = take(said, 'encode.format') === 'auto';
      if (!negotiates || said.size > 0 || !allows(lists.widths, width) || !allows(lists.qualities, quality)) {
        throw notSupported('~', 'Next has a width and a quality of its lists, and leaves the format to Accept.');
      }
      const url = pageSource(canonical.source);
      return `?${writeQuery(Object.entries({ url, w: String(width), q: String(quality) }))}`;
    },
  };
}

// What is wrong with the URL it has said itself; the rest is what it says when its upstream has answered that.
const said: Readonly<Partial<Record<FailureCode, readonly [status: number, text: string]>>> = {
  'bad-name': [400, '"url" parameter is invalid'],
  'bad-request': [400, '"url" parameter is invalid'],
  'not-found': [404, '"url" parameter is valid but upstream response is invalid'],
  'unsupported-type': [400, "The requested resource isn't a valid image."],
  'bad-source': [502, '"url" parameter is valid but upstream response is invalid'],
  'source-timeout': [504, '"url" parameter is valid but upstream response timed out'],
};

const refusal: RefusalOf = ({ code, message, detail }, ours) => {
  const [status, text] = said[code] ?? [ours, detail.says ?? message];
  return { status, body: { mediaType: 'text/plain; charset=utf-8', text } };
};
