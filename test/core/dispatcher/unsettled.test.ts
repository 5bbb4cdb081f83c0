// Results whose size nobody knows before the pixels have been looked at, and frames that may not be there.
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawAnimation } from '../../support/pictures.ts';
import { jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

async function houseWithCard() {
  const house = await openHouse();
  const card = sharp(await drawPicture('png', { width: 60, height: 40 })).extend({
    top: 9,
    left: 20,
    right: 5,
    background: 'white',
  });
  await house.put('card.png', new Uint8Array(await card.png().toBuffer()));
  return house;
}

describe('GET /img with trim=border', () => {
  test('trims, and scales what is left', async () => {
    const house = await houseWithCard();
    const sizeOf = async (options: string) => {
      const { width, height } = await sharp(await (await house.get(`/img/${options}/card.png`)).bytes()).metadata();
      return [width, height];
    };
    expect(await sizeOf('trim=border')).toEqual([60, 40]);
    expect(await sizeOf('trim=border,w=30')).toEqual([30, 20]);
    expect(await sizeOf('trim=border,trim.keep=4,w=68,h=10,fit=cover')).toEqual([68, 10]);
  });

  test('has one ETag for GET, HEAD and 304, known before anything is rendered', async () => {
    const house = await houseWithCard();
    const target = '/img/trim=border,w=30/card.png';
    const head = await house.ask('HEAD', target);
    expect(head.status).toBe(200);
    expect(house.count.renders).toBe(0);
    const etag = head.headers.get('etag') as string;
    expect((await house.get(target, { 'If-None-Match': etag })).status).toBe(304);
    const answer = await house.get(target);
    expect(answer.headers.get('etag')).toBe(etag);
    await answer.bytes();
    const again = await house.get(target);
    expect(again.headers.get('cache-status')).toContain('hit; detail=mVol');
    expect(again.headers.get('etag')).toBe(etag);
  });

  test('refuses what can not be done with what is left, as an option', async () => {
    const house = await houseWithCard();
    const answer = await house.get('/img/trim=border,crop=61;0;5;5/card.png');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'bad-option' });
  });

  test('is described by f=json as it is made', async () => {
    const house = await houseWithCard();
    const made = await sharp(await (await house.get('/img/trim=border,w=40/card.png')).bytes()).metadata();
    const answer = await house.get('/img/trim=border,w=40,f=json/card.png');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { width, height, original } = await jsonOf(answer);
    expect({ width, height }).toEqual({ width: made.width, height: made.height });
    const whole = await jsonOf(await house.get('/img/f=json/card.png'));
    expect(original).toEqual(whole.original);
    expect(whole.width).toBeGreaterThan(width);
  });
});

test('a frame behind the last is a bad option, and the others are frames', async () => {
  const house = await openHouse();
  await house.put('moving.gif', new Uint8Array(await drawAnimation('gif', { width: 12, height: 8 }, [50, 60, 70])));
  const pagesOf = async (options: string) =>
    (await sharp(await (await house.get(`/img/${options}/moving.gif`)).bytes()).metadata()).pages ?? 1;
  expect([await pagesOf('_'), await pagesOf('frames=2'), await pagesOf('frame=3')]).toEqual([3, 2, 1]);
  const answer = await house.get('/img/frame=4/moving.gif');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'bad-option', detail: expect.stringContaining('1 to 3') });
});
