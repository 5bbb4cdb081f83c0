import { generateImageUrl } from '@imgproxy/imgproxy-node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('imgproxy, rendered');
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('pictures in front of which imgproxy is mounted', () => {
  const settings = { IMG_DIALECTS: 'imgproxy' };

  it('have sizes to the pixel', async () => {
    const house = await openMounted(settings);
    await house.put('a.png', await picture(200, 150, 'png'));
    await house.put('tall.png', await picture(60, 200, 'png'));
    await house.put('flat.png', await picture(203, 95, 'png'));
    const table: readonly [string, string, number, number][] = [
      // Exact halves fall as in floating point: 101.5 and 47.5.
      ['rs:fit:100:100', 'a', 100, 75],
      ['rs:fit:101:0', 'flat', 101, 47],
      ['rs:fit:400:400', 'a', 200, 150],
      ['rs:fit:400:400:1', 'a', 400, 300],
      ['rs:fill:100:100', 'a', 100, 100],
      ['rs:fill:300:300', 'a', 200, 150],
      ['rs:fill:300:100', 'a', 200, 100],
      ['rs:fill-down:300:300', 'a', 150, 150],
      ['rs:fill-down:300:150', 'a', 200, 100],
      ['rs:fill-down:100:50', 'a', 100, 50],
      ['rs:force:50:140', 'a', 50, 140],
      ['rs:force:50:0', 'a', 50, 150],
      ['rs:auto:100:50', 'a', 100, 50],
      ['rs:auto:50:100', 'a', 50, 38],
      ['w:100/dpr:2', 'a', 200, 150],
      ['w:80/dpr:2', 'a', 160, 120],
      ['w:150/dpr:3', 'a', 200, 150],
      ['rs:fill:150:150/dpr:2', 'a', 150, 150],
      ['z:0.5', 'a', 100, 75],
      ['w:100/z:0.5:1', 'a', 50, 75],
      ['w:40/mw:80', 'a', 40, 60],
      ['w:40/mh:60', 'a', 40, 60],
      ['rs:fit:100:100:0:1', 'a', 100, 100],
      ['rs:fit:300:300:0:1', 'a', 300, 300],
      ['rs:fit:100:50:0/exar:1', 'tall', 100, 50],
      ['rs:fit:60:60/exar:1', 'tall', 60, 60],
      ['pd:10', 'a', 220, 170],
      ['w:100/pd:10:5', 'a', 110, 95],
      ['w:80/dpr:2/pd:3', 'a', 172, 132],
      ['w:150/dpr:3/pd:3', 'a', 208, 158],
      ['c:100:50', 'a', 100, 50],
      ['c:0.5:0.5/w:50', 'a', 50, 38],
      ['c:500:20', 'a', 200, 20],
      ['rot:90/w:75', 'a', 75, 100],
      ['rot:90/c:100:200', 'a', 100, 200],
      ['w:1', 'tall', 1, 3],
      ['h:1', 'tall', 1, 1],
      ['bl:2/sh:1/pix:4/w:50', 'a', 50, 38],
      ['g:sm/rs:fill:50:50', 'a', 50, 50],
    ];
    for (const [options, name, width, height] of table) {
      const answer = await house.get(`/_/${options}/plain/${name}.png`);
      expect([options, ...(await sizeOf(answer))]).toEqual([options, width, height, 'png']);
      tally.agreed += 1;
    }
  });

  it('are cut where imgproxy cuts, by offsets and points', async () => {
    const house = await openMounted(settings);
    const raw = Buffer.alloc(100 * 60 * 3);
    for (let y = 0; y < 60; y += 1) for (let x = 0; x < 100; x += 1) raw.set([x, y, 0], (y * 100 + x) * 3);
    await house.put(
      'xy.png',
      new Uint8Array(
        await sharp(raw, { raw: { width: 100, height: 60, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    );
    const corner = async (options: string) => {
      const answer = await house.get(`/_/${options}/plain/xy.png`);
      const { data } = await sharp(await answer.arrayBuffer())
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return [data[0], data[1]];
    };
    const table: readonly [string, number, number][] = [
      ['c:20:20', 40, 20],
      ['c:21:21', 40, 20],
      ['c:20:20:nowe:5:6', 5, 6],
      ['c:20:20:soea:5:6', 75, 34],
      ['c:20:20:no:10:0', 50, 0],
      ['c:20:20:we:0.1:0', 10, 20],
      ['c:20:20:fp:0.25:0.5', 15, 20],
      ['c:20:20:fp:0:0', 0, 0],
      ['c:20:20:ea:-50', 80, 20],
      ['rs:fill:20:60/g:we:3', 3, 0],
      ['g:sowe/c:10:10', 0, 50],
    ];
    for (const [options, x, y] of table) {
      expect([options, ...(await corner(options))]).toEqual([options, x, y]);
      tally.agreed += 1;
    }
  });

  it('are those of the native URL that means the same', async () => {
    const house = await openMounted(settings);
    await house.put('a.png', await picture(200, 150, 'png'));
    const pairs = [
      ['rs:fit:100:100', 'w=100,h=100'],
      ['rs:fill:80:80:1', 'w=80,h=80,fit=cover'],
      ['rs:force:70:90', 'w=70,h=90,fit=squeeze'],
      ['bl:2/q:50/f:webp', 'blur=4,q=50,f=webp'],
      ['rot:90/w:50', 'rotate=90,w=50'],
    ] as const;
    for (const [foreign, native] of pairs) {
      const etags = [`/_/${foreign}/plain/a.png`, `/img/${native}/a.png`].map(async (url) =>
        (await house.get(url)).headers.get('etag'),
      );
      const [one, other] = await Promise.all(etags);
      expect([foreign, one]).toEqual([foreign, other]);
      tally.agreed += 1;
    }
  });

  it('come with the statuses that clients of imgproxy know', async () => {
    const house = await openMounted({ ...settings, IMG_IMGPROXY_KEYS: `${hex('k')}:${hex('s')}` });
    await house.put('a.png', await picture(20, 15, 'png'));
    const open = await openMounted(settings);
    await open.put('a.png', await picture(20, 15, 'png'));
    const statuses = await Promise.all([
      house.get('/_/w:5/plain/a.png'),
      open.get('/_/w:x/plain/a.png'),
      open.get('/_/plain/none.png'),
      open.get('/_/plain/https://elsewhere.example/a.png'),
      open.get('/_/exp:1000/plain/a.png'),
      open.get('/_/f:jxl/plain/a.png'),
      open.get('/_/plain/a.png@heic'),
      open.get('/_/mrd:10/plain/a.png'),
      open.get('/_/raw:1/plain/a.png'),
      open.get('/_/skp:png/w:5/plain/a.png'),
      open.get('/w:5/plain/a.png'),
      open.get('/favicon.ico'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 404, 404, 404, 404, 422, 422, 403, 200, 200, 403, 404]);
    expect((await sizeOf(statuses[9] as Response))[0]).toBe(20);
    tally.refused += 10;
    tally.agreed += 2;
  });

  it('are what imgproxy’s own URL builder asks for', async () => {
    const key = { key: hex('secret'), salt: hex('salty') };
    const house = await openMounted(
      { ...settings, IMG_IMGPROXY_KEYS: `${key.key}:${key.salt}` },
      { delivery: { unsigned: 'none' } },
    );
    await house.put('a%20b.png', await picture(120, 90, 'png'));
    const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
    const widths = [0, 33, 60, 121];
    const heights = [0, 45, 91];
    let at = 0;
    for (const width of widths)
      for (const height of heights)
        for (const type of ['fit', 'fill', 'force'] as const)
          for (const dpr of [1, 2]) {
            const format = formats[at % formats.length] as (typeof formats)[number];
            const quality = [40, 80][at % 2] as number;
            const url = generateImageUrl({
              endpoint: 'http://localhost',
              url: { value: 'local:///a%20b.png', displayAs: at % 3 === 0 ? 'plain' : 'base64' },
              options: {
                resize: { resizing_type: type, width, height },
                dpr,
                quality,
                format: format === 'jpeg' ? 'jpg' : format,
              },
              ...key,
            });
            at += 1;
            const answer = await house.get(url.replace('http://localhost', ''));
            const [w, h, decoded] = await sizeOf(answer);
            expect([url, w, h, decoded]).toEqual([url, ...sizeAsked(width, height, type, dpr), format]);
            tally.agreed += 1;
          }
  }, 30_000);
});

/** Of a source of 120 × 90, never enlarged, by imgproxy's documentation and not by our code. */
function sizeAsked(width: number, height: number, type: 'fit' | 'fill' | 'force', dpr: number): [number, number] {
  const [w, h] = [width || undefined, height || undefined];
  const across = (w ?? 120) / 120;
  const down = (h ?? 90) / 90;
  const factors =
    type === 'force' ? [across, down] : w === undefined ? [down, down] : h === undefined ? [across, across] : [];
  const both = type === 'fit' ? Math.min(across, down) : Math.max(across, down);
  const [x, y] = [factors[0] ?? both, factors[1] ?? both];
  // By how much all is less than it was asked for, so that nothing is larger than the source.
  const fitted = Math.max(1, x, y);
  const scale = Math.min(dpr * fitted, fitted / x, fitted / y);
  const round = (value: number) => Math.max(1, Math.round(Number(value.toFixed(9))));
  const whole = [round(120 * (x / fitted) * scale), round(90 * (y / fitted) * scale)] as const;
  if (type !== 'fill') return [whole[0], whole[1]];
  return [Math.min(whole[0], w ? round(w * scale) : whole[0]), Math.min(whole[1], h ? round(h * scale) : whole[1])];
}
