// What a picture's URL gives.
import sharp from 'sharp';
import { expect } from 'vitest';
import { moving, photo } from './stored.ts';
import type { Cases, Client } from './target.ts';

async function seen(client: Client, target: string) {
  const { status, bytes } = await client.ask(target);
  expect(status).toBe(200);
  const { format, width, pageHeight, height, pages = 1, hasAlpha } = await sharp(bytes, { pages: -1 }).metadata();
  return { format, width, height: pageHeight ?? height, pages, hasAlpha };
}

export const deliveryCases: Cases = {
  async 'an original comes back byte for byte, with its type, length and digest'({ open }) {
    const { status, headers, bytes } = await open.ask('/original/photo.jpg');
    expect(status).toBe(200);
    expect(Buffer.compare(bytes, photo)).toBe(0);
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('content-length')).toBe(String(photo.length));
    expect(headers.get('repr-digest')).toMatch(/^sha-256=:[\w+/=]+:$/);
  },

  async 'a width keeps the ratio of the sides'({ open }) {
    expect(await seen(open, '/img/w=150/photo.jpg')).toMatchObject({ format: 'jpeg', width: 150, height: 100 });
  },

  async 'a format is made whatever the original has'({ open }) {
    for (const [f, format] of [
      ['webp', 'webp'],
      ['png', 'png'],
    ]) {
      expect(await seen(open, `/img/w=30,f=${f}/photo.jpg`)).toMatchObject({ format, width: 30, height: 20 });
    }
  },

  async 'AVIF is made whatever the original has'({ open }) {
    expect(await seen(open, '/img/w=30,f=avif/photo.jpg')).toMatchObject({ format: 'heif', width: 30, height: 20 });
  },

  async 'cover fills its box'({ open }) {
    expect(await seen(open, '/img/w=50,h=50,fit=cover/photo.jpg')).toMatchObject({ width: 50, height: 50 });
  },

  async 'stages follow one another, each on what the last one made'({ open }) {
    const target = '/img/crop=0;0;100;100~w=20,f=png/photo.jpg';
    expect(await seen(open, target)).toMatchObject({ format: 'png', width: 20, height: 20 });
  },

  async 'a photo that was taken on its side is shown upright'({ open }) {
    expect(await seen(open, '/img/w=50/a/turned.jpg')).toMatchObject({ width: 50, height: 30 });
  },

  async 'nothing is enlarged unless that is asked for'({ open }) {
    expect(await seen(open, '/img/w=600,f=webp/photo.jpg')).toMatchObject({ width: 300, height: 200 });
    expect(await seen(open, '/img/w=600,enlarge=true,f=webp/photo.jpg')).toMatchObject({ width: 600, height: 400 });
  },

  async 'alpha stays where the format has it, and becomes white where not'({ open }) {
    expect(await seen(open, '/img/w=40,f=webp/drawing.png')).toMatchObject({ hasAlpha: true });
    expect(await seen(open, '/img/w=40,f=jpg/drawing.png')).toMatchObject({ format: 'jpeg', hasAlpha: false });
  },

  async 'an animation keeps moving'({ open }) {
    expect(await seen(open, '/img/w=20/moving.gif')).toMatchObject({ format: 'gif', pages: 3, width: 20, height: 15 });
    expect(await seen(open, '/img/w=20,f=webp/moving.gif')).toMatchObject({ format: 'webp', pages: 3 });
  },

  async 'a frame of an animation is a still picture'({ open }) {
    expect(await seen(open, '/img/frame=2,f=png/moving.gif')).toMatchObject({ format: 'png', pages: 1, width: 40 });
    expect(Buffer.compare((await open.ask('/original/moving.gif')).bytes, moving)).toBe(0);
  },

  async 'a named pipeline stands for its options'({ open }) {
    expect(await seen(open, '/img/p=small/photo.jpg')).toMatchObject({ format: 'webp', width: 40 });
  },

  async 'two ways to write one request give one result'({ open }) {
    const [one, other] = [await open.ask('/img/w=44,h=22/photo.jpg'), await open.ask('/img/h=22,width=44/photo.jpg')];
    expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
    expect(Buffer.compare(other.bytes, one.bytes)).toBe(0);
  },

  async 'what was made once is not made again, and says so'({ open }) {
    const first = await open.ask('/img/w=61/photo.jpg');
    const again = await open.ask('/img/w=61/photo.jpg');
    expect(first.headers.get('cache-status')).toMatch(/^imageserver; fwd=miss/);
    expect(again.headers.get('cache-status')).toMatch(/^imageserver; hit/);
    expect(Buffer.compare(again.bytes, first.bytes)).toBe(0);
  },

  async 'requests for one picture at one time are one render'({ open }) {
    const asked = Array.from({ length: 12 }, () => open.ask('/img/w=62,blur=3/photo.jpg'));
    const statuses = (await Promise.all(asked)).map(({ headers }) => headers.get('cache-status') ?? '');
    expect(statuses.filter((status) => status.includes('rendered') && !status.includes('collapsed'))).toHaveLength(1);
  },

  async 'an answer may be kept by caches, and may be nothing but a picture'({ open }) {
    for (const target of ['/img/w=10/photo.jpg', '/original/photo.jpg']) {
      const { headers } = await open.ask(target);
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
      expect(Date.parse(headers.get('last-modified') ?? '')).toBeLessThanOrEqual(Date.now());
      expect(headers.has('set-cookie')).toBe(false);
    }
  },

  async 'a name may have any letters and slashes, and comes back as the file name'({ open }) {
    const name = encodeURIComponent('Ärger & 日本.jpg');
    expect((await open.put(`delivery/${name}`, photo)).status).toBe(201);
    const { status, headers } = await open.ask(`/img/w=10,f=webp/delivery/${name}`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('Ärger & 日本.webp')}`);
  },

  async 'any page may show, read and time a picture'({ open }) {
    const { headers } = await open.ask('/img/w=10/photo.jpg', { headers: { origin: 'https://example.com' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  },

  async 'a preflight is answered'({ open }) {
    const { status, headers } = await open.ask('/img/w=10/photo.jpg', { method: 'OPTIONS' });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('GET');
  },

  async 'the server says that it is there, and that it is ready'({ open }) {
    expect((await open.ask('/healthz')).json()).toMatchObject({ status: 'ok' });
    expect((await open.ask('/readyz')).json()).toMatchObject({ ready: true });
  },
};
