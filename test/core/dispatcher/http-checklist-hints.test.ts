// Boxes 4.4 (client hints) and 4.7 (names and downloads) of the HTTP checklist (infra/reference/http.md).
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryRules } from '../../../core/index.ts';
import { hintNames } from '../../../core/policy/client-hints.ts';
import { type House, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg', { width: 900, height: 600 });
});

const ladder = { widths: [100, 200, 400, 800], snap: 'up' } as const;

async function houseOf(delivery: Partial<DeliveryRules> = { hints: hintNames }): Promise<House> {
  const house = await openHouse({ delivery: { ladder, ...delivery } });
  await house.put('photo.jpg', photo);
  return house;
}

async function widthOf(answer: Response): Promise<number | undefined> {
  expect(answer.status).toBe(200);
  return (await sharp(await answer.arrayBuffer()).metadata()).width;
}

const widthHints = 'Sec-CH-Width, Width';
const densityHints = 'Sec-CH-DPR, DPR, Save-Data';

describe('4.4 client hints', () => {
  test.each([
    ['w=100,dpr=auto', {}, 100, densityHints],
    ['w=100,dpr=auto', { 'Sec-CH-DPR': '2' }, 200, densityHints],
    ['w=100,dpr=auto', { DPR: '2.625' }, 300, densityHints],
    ['w=100,dpr=auto', { 'Sec-CH-DPR': '1.1' }, 150, densityHints],
    ['w=100,dpr=auto', { 'Sec-CH-DPR': '9' }, 300, densityHints],
    ['w=100,dpr=auto', { 'Sec-CH-DPR': '-1' }, 100, densityHints],
    ['w=100,dpr=auto', { 'Sec-CH-DPR': '2', 'Save-Data': 'on' }, 100, densityHints],
    ['w=100,dpr=auto;2', {}, 200, densityHints],
    ['w=auto', {}, 900, widthHints],
    ['w=auto;200', {}, 200, widthHints],
    ['w=auto', { 'Sec-CH-Width': '150' }, 200, widthHints],
    ['w=auto', { Width: '100' }, 100, widthHints],
    ['w=auto;200', { 'Sec-CH-Width': '5000' }, 800, widthHints],
    ['w=auto;200', { 'Sec-CH-Width': '0' }, 200, widthHints],
    ['w=auto;200', { 'Sec-CH-Width': 'x' }, 200, widthHints],
    ['w=auto,dpr=2', { 'Sec-CH-Width': '400' }, 400, widthHints],
  ] as const)(
    '%s with %j is %d pixels wide, and varies by no more than it uses',
    async (options, headers, width, vary) => {
      const { get } = await houseOf();
      const answer = await get(`/img/${options}/photo.jpg`, { ...headers });
      for (const name of vary.split(', ').filter((one) => one.startsWith('Sec-') || one === 'Save-Data')) {
        expect(answer.headers.get('vary')?.split(', ')).toContain(name);
        expect(answer.headers.get('accept-ch')?.split(', ')).toContain(name);
      }
      expect(await widthOf(answer)).toBe(width);
      // Save-Data is asked for wherever a URL leaves something open.
      expect(new Set(answer.headers.get('vary')?.split(', '))).toEqual(new Set([...vary.split(', '), 'Save-Data']));
    },
  );

  test('a URL that leaves nothing to them does not vary by them, whatever is sent', async () => {
    const { get } = await houseOf();
    const plain = await get('/img/w=100/photo.jpg');
    const hinted = await get('/img/w=100/photo.jpg', { 'Sec-CH-DPR': '3', 'Sec-CH-Width': '9', 'Save-Data': 'on' });
    expect(plain.headers.has('vary') || hinted.headers.has('vary')).toBe(false);
    expect(hinted.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(plain.headers.has('accept-ch')).toBe(false);
  });

  test('Save-Data lowers a quality that nobody asked for, where the format is left to us', async () => {
    const { get } = await houseOf();
    const on = { 'Save-Data': 'on' };
    const sizeOf = async (answer: Response) => (await answer.arrayBuffer()).byteLength;
    const Accept = 'image/webp';
    const usual = await get('/img/w=400,f=auto/photo.jpg', { Accept });
    const spared = await get('/img/w=400,f=auto/photo.jpg', { Accept, ...on });
    expect(usual.headers.get('vary')).toBe('Accept, Save-Data');
    expect(spared.headers.get('vary')).toBe('Accept, Save-Data');
    expect(spared.headers.get('etag')).not.toBe(usual.headers.get('etag'));
    expect(await sizeOf(spared)).toBeLessThan(await sizeOf(usual));
    const asked = await get('/img/w=400,f=auto,q=80/photo.jpg', { Accept, ...on });
    expect(asked.headers.get('etag')).toBe(usual.headers.get('etag'));
    expect(asked.headers.get('vary')).toBe('Accept');
  });

  test('304, HEAD and refusals vary as the 200 does', async () => {
    const { get, ask } = await houseOf();
    const target = '/img/w=auto,dpr=auto,f=auto/photo.jpg';
    const first = await get(target);
    const vary = first.headers.get('vary');
    const again = await get(target, { 'If-None-Match': first.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    for (const answer of [again, await ask('HEAD', target)]) expect(answer.headers.get('vary')).toBe(vary);
    const missing = await get(target.replace('photo', 'none'));
    expect(new Set(missing.headers.get('vary')?.split(', '))).toEqual(new Set(vary?.split(', ')));
  });

  test('a thousand different hints make no more results than there are rungs and densities', async () => {
    const { get } = await houseOf();
    const tags = new Set<string | null>();
    for (let i = 1; i <= 1000; i += 1) {
      const headers = { 'Sec-CH-Width': String(i * 3), 'Sec-CH-DPR': String((i % 50) / 10) };
      const answer = await get('/img/w=auto/photo.jpg', { ...headers, 'If-None-Match': '*' });
      expect(answer.status).toBe(304);
      tags.add(answer.headers.get('etag'));
    }
    expect(tags.size).toBe(ladder.widths.length);
  });

  test('on the ladder they lead to rungs and nowhere else, with the keys of the plain URLs', async () => {
    const { get } = await houseOf({ hints: hintNames, unsigned: 'ladder' });
    const hinted = await get('/img/w=auto,f=webp/photo.jpg', { 'Sec-CH-Width': '333' });
    expect(hinted.headers.get('etag')).toBe((await get('/img/w=400,f=webp/photo.jpg')).headers.get('etag'));
    const dense = await get('/img/w=100,dpr=auto,f=webp/photo.jpg', { 'Sec-CH-DPR': '3' });
    expect(dense.headers.get('etag')).toBe(hinted.headers.get('etag'));
    expect((await get('/img/w=auto,h=9/photo.jpg', { 'Sec-CH-Width': '333' })).status).toBe(403);
  });

  test('are kept for a front only where none was sent, and it is told which to look for', async () => {
    const house = await houseOf();
    const target = '/img/w=auto;200/photo.jpg';
    for (let i = 0; i < 3; i += 1) await house.get(target, { 'Sec-CH-Width': '90' });
    expect(house.kept).toEqual([]);
    for (let i = 0; i < 2; i += 1) await house.get(target);
    expect(house.kept).toMatchObject([{ target, unless: ['sec-ch-width', 'width', 'save-data'] }]);
  });

  test('count for nothing where no setting asks for them: auto is then what stands behind it', async () => {
    const { get } = await houseOf({});
    const headers = { 'Sec-CH-Width': '90', 'Sec-CH-DPR': '3', 'Save-Data': 'on' };
    const answer = await get('/img/w=auto;200,dpr=auto/photo.jpg', headers);
    expect(answer.headers.has('vary')).toBe(false);
    expect(await widthOf(answer)).toBe(200);
  });
});

describe('4.7 Content-Disposition', () => {
  test.each([
    ['/img/w=20,f=webp/photo.jpg', 'inline; filename="photo.webp"'],
    ['/img/w=20,download=true,f=webp/photo.jpg', 'attachment; filename="photo.webp"'],
    ['/img/w=20,dl=my picture/photo.jpg', 'attachment; filename="my picture.jpg"'],
    ['/img/w=20,dl=%C3%A9t%C3%A9/photo.jpg', `attachment; filename="_t_.jpg"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`],
    ['/original/photo.jpg', 'inline; filename="photo.jpg"'],
    ['/download/photo.jpg', 'attachment; filename="photo.jpg"'],
  ])('%s is answered with %s', async (target, field) => {
    const { get, ask } = await houseOf();
    const encoded = target.replaceAll(' ', '%20');
    expect((await get(encoded)).headers.get('content-disposition')).toBe(field);
    expect((await ask('HEAD', encoded)).headers.get('content-disposition')).toBe(field);
  });

  test('another name is no other result', async () => {
    const house = await houseOf();
    const tags = [];
    for (const options of ['w=20', 'w=20,download=true', 'w=20,dl=a']) {
      tags.push((await house.get(`/img/${options}/photo.jpg`)).headers.get('etag'));
    }
    expect(new Set(tags).size).toBe(1);
    expect(house.count.renders).toBe(1);
  });

  test.each(['a%2Fb', '..', '.a', 'a%0D%0AX', 'a%22b', 'a%5Cb', '%E2%80%AEa', 'a'.repeat(101), ''])(
    'the name %j is refused',
    async (name) => {
      const { get } = await houseOf();
      expect((await get(`/img/dl=${name}/photo.jpg`)).status).toBe(400);
    },
  );

  test('strangers on the ladder may save, under no name of theirs', async () => {
    const { get } = await houseOf({ unsigned: 'ladder' });
    expect((await get('/img/w=100,download=true/photo.jpg')).headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await get('/img/w=100,download=x/photo.jpg')).status).toBe(403);
  });
});
