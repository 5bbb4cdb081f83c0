// Large originals that the store hands out itself: who is sent there, and that all decisions are made before.
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import type { LinkTerms, PersistentVolume } from '../../../core/index.ts';
import { keyOf } from '../../support/signing.ts';
import { openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

const key = keyOf('k1', 1);
const signUrl = createSignUrl(key);
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9" height="9"/></svg>';
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

/** With a store that answers under https://store.example; `links` are the terms it was asked with. */
async function houseWithStore(redirectBytes = 1000) {
  const links: LinkTerms[] = [];
  const presigner = {
    async link(imgAddr: string, terms: LinkTerms) {
      links.push(terms);
      return `https://store.example/${imgAddr}`;
    },
  } as NonNullable<PersistentVolume['presigner']>;
  const house = await openHouse({
    redirectBytes,
    inputs: ['jpg', 'svg'],
    pVol: (pVol) => ({ ...pVol, presigner }),
    delivery: { keys: [key], unsigned: 'any' },
  });
  await house.put('a/photo.jpg', photo);
  return { house, links };
}

describe('an original that is larger than IMG_REDIRECT_BYTES', () => {
  test('is answered with 307 to the store, which is told what to say of it, and no shared cache keeps that', async () => {
    const { house, links } = await houseWithStore();
    const answer = await house.get('/original/a/photo.jpg', { Origin: 'https://page.example' });
    expect([answer.status, await answer.text()]).toEqual([307, '']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      location: expect.stringMatching(/^https:\/\/store\.example\/./),
      'cache-control': 'private, max-age=60',
      'access-control-allow-origin': '*',
      'content-length': '0',
    });
    expect(answer.headers.has('etag')).toBe(false);
    expect(links).toEqual([
      {
        contentType: 'image/jpeg',
        contentDisposition: 'inline; filename="photo.jpg"',
        cacheControl: expect.stringMatching(/^public, max-age=3600/),
        expiresIn: 300,
      },
    ]);
    await house.get('/download/a/photo.jpg');
    expect(links[1]?.contentDisposition).toBe('attachment; filename="photo.jpg"');
    expect(house.count.pVolReads).toBe(0);
  });

  test('is still judged here: 304, 412, 416, HEAD and OPTIONS are answered without the store', async () => {
    const { house, links } = await houseWithStore();
    const head = await house.ask('HEAD', '/original/a/photo.jpg');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(photo.byteLength)]);
    const etag = head.headers.get('etag') ?? '';
    const asked = async (headers: Record<string, string>) => (await house.get('/original/a/photo.jpg', headers)).status;
    expect(await asked({ 'If-None-Match': etag })).toBe(304);
    expect(await asked({ 'If-Match': '"other"' })).toBe(412);
    expect(await asked({ Range: `bytes=${photo.byteLength}-` })).toBe(416);
    expect((await house.ask('OPTIONS', '/original/a/photo.jpg')).status).toBe(204);
    expect(links).toEqual([]);
  });

  test('is answered in part by the server where the part is not too large', async () => {
    const { house } = await houseWithStore();
    const part = await house.get('/original/a/photo.jpg', { Range: 'bytes=0-999' });
    expect([part.status, await part.bytes()]).toEqual([206, photo.slice(0, 1000)]);
    expect((await house.get('/original/a/photo.jpg', { Range: 'bytes=0-1000' })).status).toBe(307);
  });

  test('is not to be had where it is private, and with a signature for no longer than that holds', async () => {
    const { house, links } = await houseWithStore();
    await house.put('secret', photo, { 'Image-Private': 'true' });
    expect((await house.get('/original/secret')).status).toBe(404);
    expect((await house.get('/original/secret?s=k1.bad')).status).toBe(403);
    expect(links).toEqual([]);
    const answer = await house.get(await signUrl('/original/secret', Math.floor(Date.now() / 1000) + 20));
    expect(answer.status).toBe(307);
    expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=[34]$/);
    expect(links[0]?.cacheControl).toMatch(/^private, max-age=(19|20)$/);
    expect([19, 20]).toContain(links[0]?.expiresIn);
  });

  test('is not redirected where it is a drawing, is small, or the setting is 0', async () => {
    const { house, links } = await houseWithStore(10);
    await house.put('a.svg', new TextEncoder().encode(svg));
    const drawing = await house.get('/original/a.svg');
    expect([drawing.status, drawing.headers.get('content-security-policy')]).toEqual([
      200,
      "default-src 'none'; sandbox",
    ]);
    for (const bytes of [0, photo.byteLength]) {
      const { house: other } = await houseWithStore(bytes);
      expect((await other.get('/original/a/photo.jpg')).status).toBe(200);
    }
    expect(links).toEqual([]);
  });
});
