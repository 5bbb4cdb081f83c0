// Which addresses a source may have: global unicast, and none that stands for another one inside of it.
// After IANA's special-purpose registries (RFC 6890) and what clouds keep for themselves.

type Network = readonly [address: string, bits: number];

// Of the whole space all but these.
const closed4: readonly Network[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, what is reserved, and broadcast.
  ['224.0.0.0', 3],
  // Metadata of Azure and Alibaba, on addresses that look like any other.
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
];

// Of 2000::/3 all but these. Whatever else has an IPv4 address in it (mapped, NAT64, compatible) lies outside already.
const closed6: readonly Network[] = [
  // With Teredo (2001::/32).
  ['2001:0:0:0:0:0:0:0', 23],
  ['2001:db8:0:0:0:0:0:0', 32],
  // 6to4.
  ['2002:0:0:0:0:0:0:0', 16],
  ['3fff:0:0:0:0:0:0:0', 20],
];

/** `address` has 4 or 16 bytes in network order; any other number is no address and not public. */
export function isPublic(address: Uint8Array): boolean {
  if (address.length === 4) return !closed4.some((network) => isWithin(address, network));
  if (address.length !== 16 || !isWithin(address, ['2000:0:0:0:0:0:0:0', 3])) return false;
  return !isIsatap(address) && !closed6.some((network) => isWithin(address, network));
}

// RFC 5214: an interface identifier that ends in an IPv4 address, under any prefix.
function isIsatap(address: Uint8Array): boolean {
  const [universal, , marker, also] = address.subarray(8);
  return (universal === 0 || universal === 2) && address[9] === 0 && marker === 0x5e && also === 0xfe;
}

function isWithin(address: Uint8Array, [network, bits]: Network): boolean {
  const bytes = network.includes(':')
    ? network.split(':').flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    : network.split('.').map(Number);
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 255 : (255 << (8 - (bits - bit))) & 255;
    if ((((address[bit / 8] as number) ^ (bytes[bit / 8] as number)) & mask) !== 0) return false;
  }
  return true;
}
