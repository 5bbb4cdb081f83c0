import { expect, test } from 'vitest';
import { clientOf } from '../../../core/policy/client-of.ts';

test.each([
  ['192.0.2.17', '192.0.2.0/24'],
  ['::ffff:192.0.2.17', '192.0.2.0/24'],
  ['2001:db8:1:2ff::1', '2001:db8:1:200::/56'],
  ['2001:DB8:1:2aa:0:0:0:9', '2001:db8:1:200::/56'],
  ['2001:db8::1', '2001:db8:0:0::/56'],
  ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ['::1', '0:0:0:0::/56'],
  ['unix-socket', 'unix-socket'],
  [undefined, 'unknown'],
])('the client of %s is %s', (address, client) => {
  expect(clientOf(address)).toBe(client);
});

test('two addresses of one site are one client, and of two sites two', () => {
  expect(clientOf('2001:db8:1:2ff::1')).toBe(clientOf('2001:db8:1:200:9::'));
  expect(clientOf('2001:db8:1:300::1')).not.toBe(clientOf('2001:db8:1:200::1'));
  expect(clientOf('192.0.2.1')).toBe(clientOf('192.0.2.255'));
  expect(clientOf('192.0.3.1')).not.toBe(clientOf('192.0.2.1'));
});
