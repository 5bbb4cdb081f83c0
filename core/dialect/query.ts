// The query of a foreign target, decoded as forms are (`+` is a space), in its order and with what stands there twice.
import { decodePart } from './decode-part.ts';

export interface QueryItem {
  readonly name: string;
  readonly value: string;
  /** As it was sent. */
  readonly raw: string;
}

/** Path and query of a raw target; a query that is not there is ''. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Fails with `bad-target`. */
export function readQuery(query: string): readonly QueryItem[] {
  return query
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const equals = raw.indexOf('=');
      const [name, value] = equals === -1 ? [raw, ''] : [raw.slice(0, equals), raw.slice(equals + 1)];
      return { name: decoded(name), value: decoded(value), raw };
    });
}

// A question mark may stand bare in a query, but not in the parts of a path that decodePart is strict about.
function decoded(text: string): string {
  return text
    .split('?')
    .map((part) => decodePart(part.replaceAll('+', ' ').replaceAll(' ', '%20')))
    .join('?');
}

export function writeQuery(items: readonly (readonly [name: string, value: string])[]): string {
  return items.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
