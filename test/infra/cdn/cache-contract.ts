// What a cache in front of the server has to keep, whatever program it is.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUrlSigner } from '../../../core/client/url-signer.ts';
import { foldAccept } from '../../../core/policy/negotiation.ts';
import { startServed } from '../../contract/served-target.ts';
import { type Answer, type Client, clientOf, type RunningTarget } from '../../contract/target/target.ts';
import { drawPicture } from '../../support/pictures.ts';
import { accepts } from './accepts.ts';

export interface CacheUnderTest {
  readonly url: string;
  /** Makes it forget an image, or fetch these targets of it anew. */
  purge(name: string, targets: readonly string[]): Promise<void>;
  stop(): Promise<unknown>;
}

const key = `k1:${'ab'.repeat(32)}`;
const settings = {
  IMG_TOKEN: 'a-token-behind-a-cache',
  IMG_KEYS: key,
  IMG_UNSIGNED: 'any',
  IMG_PURGE_KEYS: 'Surrogate-Key',
  IMG_CACHE_CDN: '3600',
};
const typeOfFold = { 'avif-webp': 'image/avif', avif: 'image/avif', webp: 'image/webp', none: 'image/jpeg' };

/** `start` gets the port of the server. */
export function cacheContract(name: string, start: (origin: number) => Promise<CacheUnderTest>): void {
  describe(`${name} in front of the server`, () => {
    let server: RunningTarget;
    let cache: CacheUnderTest;
    let origin: Client;
    let front: Client;
    const photoOf = (seed: number) => drawPicture('jpg', { width: 60, height: 40, seed });

    beforeAll(async () => {
      server = await startServed(settings);
      origin = clientOf(server);
      await origin.put('photo.jpg', await photoOf(1));
      await origin.put('a%20b/%C3%A4.jpg', await photoOf(2));
      cache = await start(Number(new URL(server.url).port));
      front = clientOf({ url: cache.url, token: server.token, stop: cache.stop });
      while ((await front.ask('/healthz').catch(() => undefined))?.status !== 200) await setTimeout(50);
    });
    afterAll(async () => {
      await cache.stop();
      await server.stop();
    });

    const isHit = ({ headers }: Answer) => headers.get('x-cache') === 'HIT';

    it('nobody is given a format that he does not take, and all that ask for one URL make at most four answers of it', async () => {
      const misses: string[] = [];
      for (const accept of [...accepts, ...accepts.toReversed()]) {
        const answer = await front.ask('/img/w=32,f=auto/photo.jpg', { headers: { accept } });
        const type = answer.headers.get('content-type');
        expect({ accept, type }).toEqual({ accept, type: typeOfFold[foldAccept(accept)] });
        expect(answer.headers.get('vary')).toMatch(/\bAccept\b/i);
        if (!isHit(answer)) misses.push(accept);
      }
      expect(misses.length).toBeGreaterThan(0);
      expect(misses.length).toBeLessThanOrEqual(4);
    });

    it('the tag of a format is 304 for it and for no other', async () => {
      const statusFor = async (accept: string, tag: string) =>
        (await front.ask('/img/w=33,f=auto/photo.jpg', { headers: { accept, 'if-none-match': tag } })).status;
      const webp = await front.ask('/img/w=33,f=auto/photo.jpg', { headers: { accept: 'image/webp' } });
      const tag = webp.headers.get('etag') ?? '';
      expect([await statusFor('image/webp', tag), await statusFor('*/*', tag)]).toEqual([304, 200]);
    });

    it('a part of what is kept is a part of the same bytes', async () => {
      const whole = await front.ask('/original/photo.jpg');
      const part = await front.ask('/original/photo.jpg', { headers: { range: 'bytes=10-19' } });
      expect(part.status).toBe(206);
      expect(Buffer.compare(part.bytes, whole.bytes.subarray(10, 20))).toBe(0);
    });

    it('a target comes through byte for byte: signatures hold, and what is tidied away elsewhere is still refused', async () => {
      const signed = await createUrlSigner(key)(
        '/img/w=20,f=webp/a%20b/%C3%A4.jpg',
        Math.floor(Date.now() / 1000) + 60,
      );
      expect((await front.ask(signed)).status).toBe(200);
      expect((await front.raw('/img/w=20/x/%2e%2e/photo.jpg')).status).toBe(400);
    });

    it('a purge reaches it: the next request is given the new image', async () => {
      const target = '/img/w=34,f=auto/photo.jpg';
      const askAll = () =>
        Promise.all(['image/avif', 'image/webp', '*/*'].map((accept) => front.ask(target, { headers: { accept } })));
      const tags = async () => (await askAll()).map(({ headers }) => headers.get('etag'));
      const before = await tags();
      await origin.put('photo.jpg', await photoOf(3));
      expect(await tags()).toEqual(before);
      await cache.purge('photo.jpg', [target]);
      const after = await tags();
      expect(after.filter((tag) => before.includes(tag))).toEqual([]);
    });

    it('what is not for the world is not given to it', async () => {
      for (const target of ['/metrics', '/readyz']) expect((await front.ask(target)).status).toBe(404);
    });

    it('uploads come through', async () => {
      expect((await front.put('through.jpg', await photoOf(4))).status).toBe(201);
      expect((await front.ask('/img/w=10/through.jpg')).status).toBe(200);
    });

    it('what has outlived its life is shown while the server is gone', async () => {
      const short = await startServed({ ...settings, IMG_CACHE_CDN: '1', IMG_CACHE_IMG: '1', IMG_REFINE: 'off' });
      const second = await start(Number(new URL(short.url).port));
      try {
        await clientOf(short).put('photo.jpg', await photoOf(1));
        const client = clientOf({ url: second.url, token: '', stop: second.stop });
        while ((await client.ask('/healthz').catch(() => undefined))?.status !== 200) await setTimeout(50);
        const target = '/img/w=36,f=webp/photo.jpg';
        const fresh = await client.ask(target);
        expect(fresh.headers.get('cache-control')).toMatch(/max-age=1\b/);
        await short.stop();
        await setTimeout(2500);
        const stale = await client.ask(target);
        expect(stale.status).toBe(200);
        expect(Buffer.compare(stale.bytes, fresh.bytes)).toBe(0);
        expect((await client.ask('/img/w=37,f=webp/photo.jpg')).status).toBeGreaterThanOrEqual(500);
      } finally {
        await second.stop();
      }
    });
  });
}
