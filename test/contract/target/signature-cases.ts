// Signed URLs, on a server where nothing else is given.
import { expect } from 'vitest';
import { createUrlSigner } from '../../../core/client/url-signer.ts';
import { contractSettings } from './stored.ts';
import type { Cases, Client } from './target.ts';

const [newKey = '', oldKey = ''] = (contractSettings.IMG_KEYS ?? '').split(',');
const sign = createUrlSigner(newKey);
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const target = '/img/w=21,f=webp/photo.jpg';

async function refused(client: Client, asked: string): Promise<void> {
  const { status, headers, json } = await client.ask(asked);
  expect({ asked, status, code: json().code }).toEqual({ asked, status: 403, code: 'forbidden' });
  expect(headers.get('cache-control')).toBe('no-store');
}

export const signatureCases: Cases = {
  async 'nothing is given unsigned, neither results nor originals'({ closed }) {
    await refused(closed, target);
    await refused(closed, '/original/photo.jpg');
  },

  async 'a signed URL gives what it says'({ closed }) {
    const { status, headers } = await closed.ask(await sign(target));
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'image/webp' });
    expect((await closed.ask(await sign('/original/photo.jpg'))).status).toBe(200);
  },

  async 'the former key still holds'({ closed }) {
    expect((await closed.ask(await createUrlSigner(oldKey)(target))).status).toBe(200);
  },

  async 'a key that is not among them does not'({ closed }) {
    await refused(closed, await createUrlSigner(`k2:${'ef'.repeat(32)}`)(target));
    await refused(closed, await createUrlSigner(`k9:${'ab'.repeat(32)}`)(target));
  },

  async 'one letter more or less anywhere is another URL'({ closed }) {
    const signed = await sign(target);
    await refused(closed, signed.replace('w=21', 'w=22'));
    await refused(closed, signed.replace('photo', 'drawing'));
    await refused(closed, `${signed}A`);
    await refused(closed, signed.slice(0, -1));
    await refused(closed, `${signed}&x=1`);
    await refused(closed, signed.replace('f=webp', 'f=%77ebp'));
  },

  async 'a URL holds until its time, and no cache keeps it longer'({ closed }) {
    const { status, headers } = await closed.ask(await sign(target, inAnHour()));
    expect(status).toBe(200);
    expect(Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(3600);
    await refused(closed, await sign(target, Math.floor(Date.now() / 1000) - 1));
  },

  async 'its time cannot be moved'({ closed }) {
    const signed = await sign(target, inAnHour());
    await refused(
      closed,
      signed.replace(/exp=\d+/, (exp) => `${exp}0`),
    );
    await refused(closed, signed.replace(/exp=\d+&/, ''));
  },

  async 'a refusal comes before anything is looked up: it is the same for what is there and what is not'({ closed }) {
    const [there, not] = [await closed.ask('/img/w=21/photo.jpg'), await closed.ask('/img/w=21/not-there.jpg')];
    expect(new TextDecoder().decode(not.bytes)).toBe(new TextDecoder().decode(there.bytes));
  },

  async 'the server signs for who may manage'({ closed }) {
    const body = JSON.stringify({ name: 'photo.jpg', options: 'w=22', expiresIn: 60 });
    const { status, json } = await closed.manage('/api/sign', { method: 'POST', body });
    expect(status).toBe(200);
    expect(
      (await closed.ask(Object.values(json()).find((value) => String(value).startsWith('/')) as string)).status,
    ).toBe(200);
  },
};
