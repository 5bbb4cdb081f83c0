// What a recipe's source may be: the name of a stored image, or the URL of one elsewhere. A name has no empty segment, so
// no text is both.
import { checkName } from '../image/name.ts';
import { readSourceUrl } from './check-source-url.ts';

/** Whether a source is an image elsewhere. */
export function isSourceUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Answers the name as it came, or the URL as WHATWG's parser writes it. Fails with `bad-name` or `bad-request`. */
export function checkSource(source: string): string {
  return isSourceUrl(source) ? readSourceUrl(source).href : checkName(source);
}
