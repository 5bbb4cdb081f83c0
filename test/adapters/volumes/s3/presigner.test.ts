import { expect, test } from 'vitest';
import type { Presigner } from '../../../../core/index.ts';
import { noise, sha256, wholeOf } from '../../../support/bytes.ts';
import { openedVolume } from './opened-volume.ts';
import { presignerContract } from './presigner-contract.ts';

presignerContract('a bucket', async () => (await openedVolume()).volume);

test('a link costs no call, and other bytes than those of the digest are refused by the store', async () => {
  const { server, volume } = await openedVolume();
  const presigner = volume.presigner as Presigner;
  const { url, headers } = await presigner.put('x', { byteLength: 10, digest: sha256(noise(10, 1)), expiresIn: 60 });
  expect(server.calls).toEqual([]);
  expect((await fetch(url, { method: 'PUT', headers, body: noise(10, 2) })).status).toBe(400);
});

test('what was put is read to its end also where the connection breaks, but not where it was put again meanwhile', async () => {
  const { server, volume } = await openedVolume();
  const presigner = volume.presigner as Presigner;
  const bytes = noise(100_000);
  const { url } = await presigner.put('x', { byteLength: bytes.byteLength, expiresIn: 60 });
  await fetch(url, { method: 'PUT', body: bytes });
  const broken = () => server.faults.add({ on: ({ method }) => method === 'GET', wrong: { truncate: 1000 }, times: 1 });
  broken();
  expect(sha256(await wholeOf((await presigner.staged('x'))?.body))).toBe(sha256(bytes));
  broken();
  const begun = await presigner.staged('x');
  await fetch(url, { method: 'PUT', body: noise(bytes.byteLength, 7) });
  await expect(wholeOf(begun?.body)).rejects.toMatchObject({ code: 'storage-unavailable' });
});
