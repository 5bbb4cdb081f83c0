// An image that is laid over others: its bytes are part of the result, and whoever may not ask for it learns nothing of it.

import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { pixelAt, see } from '../../support/colours.ts';
import { keyOf, ladderWidths } from '../../support/signing.ts';
import { bearer, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let red: Uint8Array<ArrayBuffer>;
let blue: Uint8Array<ArrayBuffer>;
const plain = async (background: string) =>
  new Uint8Array(
    await sharp({ create: { width: 20, height: 20, channels: 3, background } })
      .png()
      .toBuffer(),
  );
beforeAll(async () => {
  photo = await drawPicture('png', { width: 60, height: 40 });
  [red, blue] = [await plain('#f00'), await plain('#00f')];
});

async function houseOf(config: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(config);
  await house.put('photo', photo);
  await house.put('logos/mark', red);
  return house;
}

const target = '/img/wm=logos%2Fmark/photo';
const cornerOf = async (answer: Response) => pixelAt(await see(new Uint8Array(await answer.arrayBuffer())), 59, 39);

describe('a watermark', () => {
  test('is laid over, and what is kept of it is for its bytes only', async () => {
    const house = await houseOf();
    const first = await house.get(target);
    expect(await cornerOf(first.clone())).toEqual([255, 0, 0, 255]);
    expect((await house.get(target)).headers.get('cache-status')).toContain('mVol');
    await house.put('logos/mark', blue);
    const second = await house.get(target, { 'If-None-Match': first.headers.get('etag') ?? '' });
    expect(second.status).toBe(200);
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    expect(await cornerOf(second)).toEqual([0, 0, 255, 255]);
    expect(house.count.renders).toBe(2);
  });

  test('is not left to a front, which would not see it change', async () => {
    const house = await houseOf();
    for (let visit = 0; visit < 3; visit += 1) await house.get(target);
    expect(house.kept).toEqual([]);
    for (let visit = 0; visit < 3; visit += 1) await house.get('/img/w=20/photo');
    expect(house.kept).not.toEqual([]);
  });

  test('that was deleted is 404, says which, and is not served from what was kept', async () => {
    const house = await houseOf();
    await house.get(target);
    await house.ask('DELETE', '/api/images/logos/mark', { headers: bearer });
    const answer = await house.get(target);
    expect(answer.status).toBe(404);
    expect(await jsonOf(answer)).toMatchObject({
      code: 'not-found',
      detail: 'There is no image named "logos/mark" to be laid over.',
    });
    expect((await house.get('/img/_/photo')).status).toBe(200);
  });

  test('that is replaced or deleted while it is being laid over is looked at again', async () => {
    for (const [act, status] of [
      [(house: Awaited<ReturnType<typeof openHouse>>) => house.put('logos/mark', blue), 200],
      [
        (house: Awaited<ReturnType<typeof openHouse>>) =>
          house.ask('DELETE', '/api/images/logos/mark', { headers: bearer }),
        404,
      ],
    ] as const) {
      let interrupt = async () => {};
      const house = await houseOf({
        ledger: (ledger) => ({
          ...ledger,
          async get(name) {
            const once = interrupt;
            if (name === 'photo') interrupt = async () => {};
            if (name === 'photo') await once();
            return ledger.get(name);
          },
        }),
      });
      interrupt = async () => void (await act(house));
      const answer = await house.get(target);
      expect(answer.status).toBe(status);
      if (status === 200) expect(await cornerOf(answer)).toEqual([0, 0, 255, 255]);
    }
  });

  test('cannot be asked for by an unsigned URL on the ladder, whether it is there or not', async () => {
    const key = keyOf('k1', 1);
    const house = await houseOf({
      delivery: { keys: [key], unsigned: 'ladder', ladder: { widths: ladderWidths, snap: 'up' } },
    });
    const answers = await Promise.all(
      ['logos%2Fmark', 'logos%2Fnone'].map((name) => house.get(`/img/w=100,wm=${name}/photo`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    const [known, unknown] = await Promise.all(answers.map((answer) => answer.text()));
    expect(known).toBe(unknown);
    expect((await house.get('/img/w=100,text=Hi/photo')).status).toBe(403);
    expect(house.count).toMatchObject({ renders: 0, pVolReads: 0 });
    expect((await house.get(await createSignUrl(key)(target))).status).toBe(200);
  });

  test('is refused with a sentence where it is no name', async () => {
    const house = await houseOf();
    for (const wm of ['..', 'a%2F%2Fb', 'b64:$', '%00']) {
      const answer = await house.get(`/img/wm=${wm}/photo`);
      expect(answer.status, wm).toBe(400);
    }
  });
});
