// Builds delivery targets for pages and programs. It knows the grammar and no options: the server says what is wrong.
// Alone in a bundle it has a few hundred bytes, so nothing of the core but the dialect's spelling may be imported here.
import { encodeName, encodeSource, encodeValue } from '../dialect/encode-part.ts';

/** Options of one stage, under the names that a URL has; undefined ones are left out. */
export type ImgOptions = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The path of a transformation, to be put behind the server's origin. Several stages are a list; `source` is a name, or the
 * URL of an image elsewhere.
 * Throws RangeError for a value with "," or "~" in it: no encoding keeps those from separating.
 */
export function imgUrl(source: string, options: ImgOptions | readonly ImgOptions[] = {}): string {
  const stages = Array.isArray(options) ? options : [options];
  return `/img/${stages.map(writeStage).join('~')}/${encodeSource(source)}`;
}

/** The path of the stored bytes. */
export function originalUrl(name: string): string {
  return `/original/${encodeName(name)}`;
}

function writeStage(options: ImgOptions): string {
  const items = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeValue(checkValue(key, String(value)))}`);
  return items.join(',') || '_';
}

function checkValue(key: string, value: string): string {
  if (!/[,~]/.test(value)) return value;
  throw new RangeError(`Expected no "," and no "~" in option "${key}" but received "${value}".`);
}
