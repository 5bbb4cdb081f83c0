// The bridges of frameworks: what they write is rendered, and is what the page asked for.
import { describe, expect, it } from 'vitest';
import { createNextLoader } from '../../../core/client/next-loader.ts';
import { getImage } from '../../../core/client/nuxt-provider.ts';
import { transform } from '../../../core/client/unpic-transformer.ts';
import { openMounted } from '../dialects/mounted-house.ts';
import { picture } from '../dialects/picture.ts';
import { sizeOf } from '../dialects/size-of.ts';

const far = 'https://elsewhere.example/a.jpg?v=1';

describe('the loader for next/image', () => {
  const loader = createNextLoader({ origin: 'https://pics.example/', options: { sharpen: 1 } });
  const mounted = createNextLoader({ mount: '/_next/image' });

  it.each([
    [loader({ src: '/b/a.png?v=2', width: 640 }), 'https://pics.example/img/w=640,f=auto,sharpen=1/b/a.png'],
    [createNextLoader()({ src: '/ü%20b.png', width: 64, quality: 60 }), '/img/w=64,f=auto,q=60/%C3%BC%20b.png'],
    [createNextLoader()({ src: far, width: 64 }), `/img/w=64,f=auto/${encodeURIComponent(far)}`],
    [mounted({ src: '/a.png', width: 64 }), '/_next/image?url=%2Fa.png&w=64&q=75'],
  ])('writes %s', (made, expected) => {
    expect(made).toBe(expected);
  });
});

describe('the provider for Nuxt Image', () => {
  it.each([
    [getImage('/a.png'), '/img/f=auto/a.png'],
    [
      getImage('/a.png', { modifiers: { width: 30, height: 20 } }),
      '/img/w=30,h=20,fit=cover,bound-box=true,f=auto/a.png',
    ],
    [
      getImage('/a.png', { modifiers: { width: 30, fit: 'inside', format: 'webp', blur: 3 } }),
      '/img/w=30,fit=scale-down,f=webp,blur=3/a.png',
    ],
    [
      getImage('/a.png', { modifiers: { background: '#fff' }, baseURL: 'https://p.example' }),
      'https://p.example/img/f=auto,background=%23fff/a.png',
    ],
    [
      getImage('/a.png', { modifiers: { width: 30, height: 20, format: 'webp' }, mount: '/_ipx' }),
      '/_ipx/f_webp&s_30x20/a.png',
    ],
  ])('writes %j', ({ url }, expected) => {
    expect(url).toBe(expected);
  });
});

describe('the transformer for unpic', () => {
  it.each([
    [transform('/a.png', { width: 30.4, height: 20 }), '/img/w=30,h=20,fit=cover,f=auto/a.png'],
    [
      transform(new URL('https://elsewhere.example/a.jpg'), { width: 30, format: 'webp', fit: 'contain' }),
      '/img/w=30,fit=contain,f=webp/https://elsewhere.example/a.jpg',
    ],
    [
      transform('/a.png?v=1', { width: 30, format: 'jpg' }, { mount: '/cdn-cgi/image' }),
      '/cdn-cgi/image/w=30,fit=cover,f=jpeg/a.png%3Fv=1',
    ],
  ])('writes %s', (made, expected) => {
    expect(made).toBe(expected);
  });
});

describe('what the bridges write', () => {
  it('is rendered as it was asked for, through our own grammar and through a mount', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'next,ipx,cloudflare' });
    await house.put('a.png', await picture(300, 200, 'png'));
    const modifiers = { width: 120, height: 120, format: 'webp' };
    const next = { src: '/a.png', width: 256 };
    const asked: [string, [number, number, string]][] = [
      [createNextLoader()(next), [256, 171, 'webp']],
      [createNextLoader({ mount: '/_next/image' })(next), [256, 171, 'webp']],
      [getImage('/a.png', { modifiers }).url, [120, 120, 'webp']],
      [getImage('/a.png', { modifiers, mount: '/_ipx' }).url, [120, 120, 'webp']],
      [transform('/a.png', modifiers), [120, 120, 'webp']],
      [transform('/a.png', modifiers, { mount: '/cdn-cgi/image' }), [120, 120, 'webp']],
    ];
    for (const [target, expected] of asked) {
      expect(await sizeOf(await house.get(target, { Accept: 'image/webp' })), target).toEqual(expected);
    }
  });
});
