// What a picture is called where somebody saves it: its name, or the last part of its URL. What its server calls it is not
// asked (threats T-10).
import { isName } from '../image/name.ts';
import { isSourceUrl } from '../source/check-source.ts';

export function saveName(source: string): string {
  if (!isSourceUrl(source)) return source;
  const last = new URL(source).pathname.split('/').at(-1) ?? '';
  try {
    const name = decodeURIComponent(last);
    return isName(name) ? name : nameless;
  } catch {
    // Escapes of no UTF-8.
    return nameless;
  }
}

const nameless = 'image';
