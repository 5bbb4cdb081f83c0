// The source as it stands in a target: a name, or the URL of an image elsewhere.
import { decodePart } from './decode-part.ts';

/**
 * A URL may be pasted as it is, `https://images.example/a%20b.jpg`: then nothing of it is decoded, since its escapes are the
 * other server's, but for the first `%3F`, which a path has for a question mark. Proxies that fold slashes leave
 * `https:/images.example/…`, which means the same. Or it is encoded as a whole (`https%3A%2F%2Fimages.example%2F…`), and
 * decoded once like a name. A name that begins like a folded URL has its colon encoded, as encodeName does.
 */
export function readSource(encoded: string): string {
  const bare = /^(https?):\/{1,2}(?=[^/])/i.exec(encoded);
  if (bare === null) return decodePart(encoded);
  const [start, scheme] = bare;
  return `${scheme}://${encoded.slice(start.length).replace(/%3f/i, '?')}`;
}
