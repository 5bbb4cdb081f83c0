// Sources as web pages name them: a path that may have a query behind it, or a URL.
import { decodePart } from './decode-part.ts';
import { readSource } from './read-source.ts';
import { notSupported } from './refused.ts';
import type { DialectTools } from './tools.ts';

/**
 * `text` is decoded once. What stands behind the first `?` of a path tells caches apart and no images, so no dialect can
 * name an image that has one in its name.
 */
export function storedSource({ sourceOf }: Pick<DialectTools, 'sourceOf'>, text: string): string {
  // Proxies that fold slashes leave one.
  const whole = text.replace(/^(https?):\/(?=[^/])/i, '$1://');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(whole)) return sourceOf(whole);
  const [path = ''] = whole.split('?', 1);
  // The path that a page has for it may be escaped itself. No name has a "%", so nothing else can be meant.
  return sourceOf(path.includes('%') ? decodePart(path.replace(/[^!-~]/gu, encodeURIComponent)) : path);
}

/** The same for a source that stands bare at the end of a target: a path, or a URL that its query belongs to. */
export function sourceInPath(tools: Pick<DialectTools, 'sourceOf'>, encoded: string): string {
  const isBare = /^https?:\//i.test(encoded);
  return storedSource(tools, readSource(isBare ? encoded : (encoded.split('?', 1)[0] ?? '')));
}

/** The source, as it can be read back from the place where a path is expected. Fails with `not-supported`. */
export function pageSource(source: string): string {
  if (/^https?:\/\//i.test(source)) return source;
  if (source.includes('?')) throw notSupported(source, 'This dialect takes "?" for the beginning of a query.');
  return `/${source}`;
}
