// Who counts as one client: the network that a household or an office has, since one of its machines can take any
// address in it. An IPv4 address stands for its /24, an IPv6 address for its /56 (RFC 6177: what a site is given).
// Nothing is opened or refused for an address as such: it only decides whose turn it is.

/** The client of an address; a text that is no address is a client of its own, and absence is one too. */
export function clientOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(plain);
  if (four !== null) return `${four[1]}.0/24`;
  if (!plain.includes(':')) return plain;
  return `${prefix56(plain)}::/56`;
}

function prefix56(address: string): string {
  const [front = '', back] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::', 2);
  const groups = front === '' ? [] : front.split(':');
  // What a double colon leaves out are zeros; those behind the fourth group do not matter here.
  const behind = back === undefined || back === '' ? [] : back.split(':');
  while (groups.length + behind.length < 8) groups.push('0');
  const values = [...groups, ...behind].slice(0, 4).map((group) => Number.parseInt(group, 16) || 0);
  values[3] = (values[3] ?? 0) & 0xff00;
  return values.map((value) => value.toString(16)).join(':');
}
