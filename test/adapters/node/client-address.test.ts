import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from '../../../adapters/node/client-address.ts';

const socket = '10.0.0.1';
const from = (headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress: socket } }) as unknown as IncomingMessage;

test('without proxies of ours no header is believed', () => {
  expect(clientAddress(from({ 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.2' }), 0)).toBe(socket);
});

test.each([
  ['one proxy: the last entry', { 'x-forwarded-for': '6.6.6.6, 192.0.2.1' }, 1, '192.0.2.1'],
  ['two proxies: the last but one', { 'x-forwarded-for': '6.6.6.6, 192.0.2.1, 10.0.0.2' }, 2, '192.0.2.1'],
  ['a list that is too short did not come through them', { 'x-forwarded-for': '192.0.2.1' }, 2, socket],
  ['no header', {}, 1, socket],
  ['a port', { 'x-forwarded-for': '192.0.2.1:4711' }, 1, '192.0.2.1'],
  ['Forwarded', { forwarded: 'for=6.6.6.6, proto=https;for=192.0.2.1;by=10.0.0.1' }, 1, '192.0.2.1'],
  ['Forwarded with a quoted IPv6 address and port', { forwarded: 'for="[2001:db8::1]:4711"' }, 1, '2001:db8::1'],
  ['IPv6 without brackets', { 'x-forwarded-for': '2001:db8::1' }, 1, '2001:db8::1'],
] as const)('%s', (_, headers, proxies, address) => {
  expect(clientAddress(from(headers), proxies)).toBe(address);
});
