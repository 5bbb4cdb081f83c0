// Percent-encoding of the parts of a target that the native dialect writes. What it writes, URL parsers leave as it is.

/** A name with its slashes as they are. */
export function encodeName(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** An option's value. A semicolon and a colon may stand bare in a path, and read better. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text).replaceAll('%3B', ';').replaceAll('%3A', ':');
}
