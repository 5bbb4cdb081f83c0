// Whether a text begins like an SVG document. One pass from left to right, no regular expression over the whole.

/** Looks past byte order mark, white space, XML prolog, comments and document type, at the first element. */
export function isSvgText(head: Uint8Array): boolean {
  // The decoder takes away the byte order mark. A cut multi-byte character at the end only gives U+FFFD.
  const text = new TextDecoder().decode(head);
  let at = 0;
  for (;;) {
    at = afterSpace(text, at);
    const end = prologEnds.find(([start]) => text.startsWith(start, at))?.[1];
    if (end === undefined) return isSvgElement(text.slice(at, at + 64));
    const found = text.indexOf(end, at);
    if (found === -1) return false;
    at = found + end.length;
  }
}

const prologEnds = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!', '>'],
] as const;

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

// With or without a namespace prefix.
function isSvgElement(text: string): boolean {
  return /^<([A-Za-z_][\w.-]{0,32}:)?svg[\s/>]/.test(text);
}
