// Which addresses count as public, and how their text is read.
import { isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAddress } from '../../../core/source/ip-address.ts';
import { isPublic } from '../../../core/source/is-public.ts';
import { closedAddresses } from './literals.ts';

const judged = (text: string) => isPublic(readAddress(text) as Uint8Array);

it.each(closedAddresses)('%s is not public', (address) => {
  expect(judged(address)).toBe(false);
});

it.each([
  '192.88.99.1',
  '198.19.255.255',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '203.0.113.9',
  '172.31.255.255',
])('%s is not public either', (address) => {
  expect(judged(address)).toBe(false);
});

it.each([
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001::8a',
  '2001:4860:4860::8888',
])('%s is public', (address) => {
  expect(judged(address)).toBe(true);
});

it('an address of any other length is not public', () => {
  expect([0, 3, 5, 15, 17].map((length) => isPublic(new Uint8Array(length).fill(8)))).not.toContain(true);
});

it('text is read as the same bytes by which a resolver means it, and nothing else is read', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const bytes = readAddress(text) as Uint8Array;
      const groups = Array.from({ length: 8 }, (_, index) =>
        (((bytes[index * 2] as number) << 8) | (bytes[index * 2 + 1] as number)).toString(16),
      );
      expect(new URL(`http://[${groups.join(':')}]`).hostname).toBe(new URL(`http://[${text}]`).hostname);
    }),
  );
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect([...(readAddress(text) as Uint8Array)].join('.')).toBe(text);
    }),
  );
  const pieces = fc.array(
    fc.constantFrom(':', '::', '.', '0', '00', '01', '255', '256', 'f', 'ffff', '10000', 'g', ' '),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const bytes = readAddress(text);
      expect(bytes !== undefined, text).toBe(isIP(text) !== 0);
      if (bytes !== undefined) expect(bytes.length, text).toBe(isIPv6(text) ? 16 : 4);
    }),
    { numRuns: 5000 },
  );
});
