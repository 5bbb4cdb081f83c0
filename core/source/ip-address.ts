// IP addresses as bytes: 4 or 16 of them. Text is never judged, since one address has many spellings (CVE-2024-29415).

/** Reads dotted decimals or IPv6 text (RFC 4291 section 2.2) without zone or brackets; undefined for anything else. */
export function readAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? readVersion6(text) : readVersion4(text);
}

function readVersion4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  // No leading zeros: some readers take them for octal.
  const isWhole = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isWhole ? Uint8Array.from(parts, Number) : undefined;
}

function readVersion6(text: string): Uint8Array | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const head = readGroups(left);
  const tail = right === undefined ? [] : readGroups(right);
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  // A double colon stands for at least one group.
  if (right === undefined ? gap !== 0 : gap < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes = groups.map((group, index) => (index === groups.length - 1 ? readLast(group) : readGroup(group)));
  return bytes.every((pair) => pair !== undefined) ? bytes.flat() : undefined;
}

// Its last 32 bits may be written as an IPv4 address.
function readLast(text: string): number[] | undefined {
  const version4 = readVersion4(text);
  return version4 === undefined ? readGroup(text) : [...version4];
}

function readGroup(text: string): number[] | undefined {
  if (!/^[0-9a-f]{1,4}$/i.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return [value >> 8, value & 255];
}
