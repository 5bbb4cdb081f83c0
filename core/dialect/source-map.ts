// What the sources in foreign URLs mean: a table turns a URL prefix, or a bucket, into a prefix of names.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import { decodePart } from './decode-part.ts';

/** `s3://bucket` to `photos`: `s3://bucket/a/b.jpg` is the image named `photos/a/b.jpg`. '' stands for no prefix. */
export interface SourceRow {
  readonly url: string;
  readonly names: string;
}

/**
 * Answers the source of a Recipe. `text` is as the dialect spells it, decoded once: a name (a slash in front is dropped),
 * or a URL. One that the table knows is a name: its path, decoded, without query and fragment, which tell caches apart and
 * no images. Any other http(s) URL is left as it is. Fails with `not-found` for other schemes, `bad-target` for a
 * broken escape.
 */
export type SourceOf = (text: string) => string;

export function createSourceOf(rows: readonly SourceRow[]): SourceOf {
  // The longest first: a row for a folder of a bucket wins over the bucket's.
  const longest = rows.toSorted((a, b) => b.url.length - a.url.length);
  return (text) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text.replace(/^\/+/, '');
    for (const { url, names } of longest) {
      const rest = behind(text, url);
      if (rest !== undefined) return nameOf(names, rest);
    }
    if (/^https?:/i.test(text)) return text;
    const subject = quotable(text);
    throw new Failure('not-found', `Expected a source that IMG_SOURCE_MAP knows but received "${subject}".`, {
      expected: 'a source that IMG_SOURCE_MAP knows',
      received: subject,
    });
  };
}

// A prefix ends at a slash, so that a bucket is no other bucket whose name begins alike. Scheme and host have no case.
function behind(text: string, prefix: string): string | undefined {
  const origin = /^[^/]*\/\/[^/]*/;
  const lower = (url: string) => url.replace(origin, (found) => found.toLowerCase());
  const plain = lower(prefix).replace(/\/+$/, '');
  const url = lower(text);
  if (!url.startsWith(plain)) return undefined;
  const rest = url.slice(plain.length);
  return rest.startsWith('/') ? rest : undefined;
}

function nameOf(names: string, rest: string): string {
  const [path = ''] = rest.split(/[?#]/, 1);
  // Of a URL that was escaped twice, as it has to be inside of another, the outer escapes are gone.
  const name = decodePart(path.replace(/[^!-~]/gu, encodeURIComponent)).replace(/^\/+/, '');
  return names === '' ? name : `${names.replace(/\/+$/, '')}/${name}`;
}
