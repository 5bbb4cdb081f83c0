// Hosts that are, or stand for, addresses of this machine, of networks that are not public, and of clouds' metadata:
// threats.md, appendix A.
export const closedHosts = [
  '127.0.0.1',
  '127.1',
  '127.0.0.1.',
  '2130706433',
  '0177.0.0.1',
  '0x7f.1',
  '0x7f000001',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '0',
  '0.0.0.0',
  'localhost',
  'localhost.',
  'foo.localhost',
  '[::1]',
  '[::]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:4136:e378:8000:63bf:80ff:fffe]',
  '[2001:4860::5efe:7f00:1]',
  '[2001:4860::200:5efe:7f00:1]',
  '[fe80::1]',
  '[fe81::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '2852039166',
  '[::ffff:a9fe:a9fe]',
  '169.254.170.2',
  '169.254.170.23',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  'metadata.google.internal',
] as const;

// What names among them stand for.
const named: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'foo.localhost': ['::1', '127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
};

/** As a resolver would answer them. */
export const closedAddresses = [...new Set(closedHosts.flatMap(addressesOf))];

/** What a resolver would answer for a name that leads to this host. */
export function addressesOf(host: string): readonly string[] {
  return named[host] ?? [new URL(`https://${host}`).hostname.replace(/^\[|\]$|\.$/g, '')];
}
