// Percent-encoding of the parts of a target that the native dialect writes. What it writes, URL parsers leave as it is.

/** A name with its slashes as they are. */
export function encodeName(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/**
 * A name, or the URL of an image elsewhere: bare where it stays what it is behind whatever is before it, else encoded as a
 * whole.
 */
export function encodeSource(source: string): string {
  if (!/^https?:\/\//i.test(source)) return encodeName(source);
  const isPlain = /^[!$-;=@-~]+$/.test(source) && !/[?\\^`{|}]|%3f|\/(?:\.|%2e){1,2}(?:\/|$)/i.test(source);
  return isPlain ? source : encodeURIComponent(source);
}

/** An option's value. A semicolon and a colon may stand bare in a path, and read better. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text).replaceAll('%3B', ';').replaceAll('%3A', ':');
}
