import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itKeepsTheLaw } from './law.ts';
import { dialectOf, openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { tallyOf } from './tally.ts';

const map = { IMG_SOURCE_MAP: 'local:///= https://images.example/=' };
const tally = tallyOf('next, vercel: read');
const next = dialectOf('next', map);
const vercel = dialectOf('vercel', { ...map, IMG_VERCEL_WIDTHS: '320,640' });

describe('URLs of Next.js', () => {
  it.each([
    ['?url=%2Fa.jpg&w=640&q=75', 'a.jpg'],
    ['?w=640&q=75&url=/a.jpg', 'a.jpg'],
    ['?url=/a.jpg%3Fv%3D3&w=640&q=75&dpl=dpl_1', 'a.jpg'],
    ['?url=/a%2520b.jpg&w=640&q=75', 'a b.jpg'],
    ['?url=/a+b.jpg&w=640&q=75', 'a b.jpg'],
    ['?url=https%3A%2F%2Fimages.example%2Fa.jpg&w=640&q=75', 'a.jpg'],
    ['?url=https%3A%2F%2Felsewhere.example%2Fa.jpg%3Fv%3D1&w=640&q=75', 'https://elsewhere.example/a.jpg?v=1'],
  ])('are read: %s', (target, source) => {
    const stages = [{ resize: { width: 640 }, encode: { format: 'auto', quality: 75 } }];
    expect(next.read(target)).toEqual({ source, stages });
    tally.agreed += 1;
  });

  // Word for word from server/image-optimizer.ts of Next.js 15.
  it.each([
    ['', '"url" parameter is required'],
    ['?w=640&q=75', '"url" parameter is required'],
    ['?url=&w=640&q=75', '"url" parameter is required'],
    ['?url=/a.jpg&url=/b.jpg&w=640&q=75', '"url" parameter cannot be an array'],
    [`?url=/${'a'.repeat(3072)}&w=640&q=75`, '"url" parameter is too long'],
    ['?url=//elsewhere.example/a.jpg&w=640&q=75', '"url" parameter cannot be a protocol-relative URL (//)'],
    ['?url=/_next/image%3Furl%3D/a.jpg&w=640&q=75', '"url" parameter cannot be recursive'],
    ['?url=a.jpg&w=640&q=75', '"url" parameter is invalid'],
    ['?url=ftp://elsewhere.example/a.jpg&w=640&q=75', '"url" parameter is invalid'],
    ['?url=/a.jpg&q=75', '"w" parameter (width) is required'],
    ['?url=/a.jpg&w=640&w=640&q=75', '"w" parameter (width) cannot be an array'],
    ['?url=/a.jpg&w=640px&q=75', '"w" parameter (width) must be an integer greater than 0'],
    ['?url=/a.jpg&w=0&q=75', '"w" parameter (width) must be an integer greater than 0'],
    ['?url=/a.jpg&w=641&q=75', '"w" parameter (width) of 641 is not allowed'],
    ['?url=/a.jpg&w=640', '"q" parameter (quality) is required'],
    ['?url=/a.jpg&w=640&q=75&q=75', '"q" parameter (quality) cannot be an array'],
    ['?url=/a.jpg&w=640&q=high', '"q" parameter (quality) must be an integer between 1 and 100'],
    ['?url=/a.jpg&w=640&q=101', '"q" parameter (quality) must be an integer between 1 and 100'],
    ['?url=/a.jpg&w=640&q=80', '"q" parameter (quality) of 80 is not allowed'],
  ])('are refused with 400 and its own words: %s', async (target, text) => {
    const house = await openMounted({ IMG_DIALECTS: 'next' }, { explain: false });
    const answer = await house.get(`/_next/image${target}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toBe(text);
    tally.refused += 1;
  });

  it('answer in the format that the client accepts, and never larger than the picture', async () => {
    const house = await openMounted({ IMG_DIALECTS: 'next' });
    await house.put('a.png', await picture(300, 200, 'png'));
    const webp = await house.get('/_next/image?url=/a.png&w=256&q=75', { Accept: 'image/webp,*/*' });
    expect([webp.status, webp.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(webp.headers.get('vary')).toContain('Accept');
    const own = await house.get('/_next/image?url=/a.png&w=256&q=75', { Accept: '*/*' });
    expect(own.headers.get('content-type')).toBe('image/png');
    const lost = await house.get('/_next/image?url=/b.png&w=256&q=75');
    expect([lost.status, await lost.text()]).toEqual([
      404,
      '"url" parameter is valid but upstream response is invalid',
    ]);
    tally.agreed += 2;
    tally.refused += 1;
  });

  itKeepsTheLaw(
    dialectOf('next', { ...map, IMG_NEXT_WIDTHS: 'any', IMG_NEXT_QUALITIES: 'any' }),
    {
      'resize.width': undefined,
      'encode.quality': fc.integer({ min: 1, max: 100 }),
      'encode.format': fc.constantFrom('auto', 'auto', 'auto', 'jpg'),
    },
    ['resize.width', 'encode.quality', 'encode.format'],
  );
});

describe('URLs of Vercel', () => {
  it('have the sizes of its configuration, and any quality', () => {
    expect(vercel.read('?url=/a.jpg&w=320&q=100')?.stages[0]?.encode?.quality).toBe(100);
    expect(() => vercel.read('?url=/a.jpg&w=750&q=100')).toThrow('of 750 is not allowed');
    tally.agreed += 1;
    tally.refused += 1;
  });
});
