// What is shown where the new picture cannot be had: results of the former bytes, or another format that is at hand.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryVolume, Failure, type FailureCode, type ImageEngine } from '../../../core/index.ts';
import { bearer, type House, openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('jpg', { seed: 7 });
});

const target = '/img/w=50/a';
const hour = { ifErrorSeconds: 3600 };

/** An engine that fails with `code` when it is told to. */
function failing(code: FailureCode) {
  const control = { fails: false };
  const engine = (real: ImageEngine): ImageEngine => ({
    ...real,
    render: (task, signal) => (control.fails ? Promise.reject(new Failure(code, 'No.')) : real.render(task, signal)),
  });
  return { control, engine };
}

/** A house whose image was shown, then replaced, and that can render no more. */
async function stuckHouse(code: FailureCode, config: Parameters<typeof openHouse>[0] = {}) {
  const { control, engine } = failing(code);
  const house = await openHouse({ engine, stale: hour, ...config });
  await house.put('a', photo);
  const first = await house.get(target);
  expect((await house.put('a', other)).status).toBe(200);
  control.fails = true;
  return { house, first, control };
}

describe('stale-if-error', () => {
  test.each(['overloaded', 'too-many-requests', 'timeout', 'internal'] as const)(
    'shows the former picture for a few seconds where the new one fails with %s',
    async (code) => {
      const { house, first } = await stuckHouse(code);
      const answer = await house.get(target);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, first.headers.get('etag')]);
      expect(await answer.bytes()).toEqual(await first.bytes());
      expect(answer.headers.get('cache-control')).toContain('max-age=5,');
      expect(answer.headers.get('cache-status')).toMatch(
        /^imageserver; fwd=stale; fwd-status=5?4?\d\d; detail=stale-if-error$/,
      );
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      const tag = { 'If-None-Match': first.headers.get('etag') ?? '' };
      expect((await house.get(target, tag)).status).toBe(304);
      expect(house.kept).toEqual([]);
    },
  );

  test('shows it from eVol too', async () => {
    const eVol = createMemoryVolume({ capacityBytes: 1e7 });
    const { house } = await stuckHouse('overloaded', { eVol, mVolBytes: 0 });
    expect((await house.get(target)).status).toBe(200);
  });

  test('does not hide that the new picture is damaged', async () => {
    const { house } = await stuckHouse('corrupt-image');
    expect((await house.get(target)).status).toBe(422);
  });

  test('shows nothing that was not shown before', async () => {
    const { house } = await stuckHouse('overloaded');
    expect((await house.get('/img/w=51/a')).status).toBe(503);
  });

  test('ends when the new picture is there', async () => {
    const { house, first, control } = await stuckHouse('overloaded');
    control.fails = false;
    const answer = await house.get(target);
    expect([answer.status, answer.headers.get('etag') === first.headers.get('etag')]).toEqual([200, false]);
  });

  test('shows nothing once its time has passed, or where it is switched off', async () => {
    const { house } = await stuckHouse('overloaded', { stale: { ifErrorSeconds: 0.001 } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await house.get(target)).status).toBe(503);
    const off = await stuckHouse('overloaded', { stale: { ifErrorSeconds: 0 } });
    expect((await off.house.get(target)).status).toBe(503);
    expect(off.house.mVol.used()).toBe(0);
  });

  test('keeps results of the last bytes only', async () => {
    const { house } = await stuckHouse('overloaded');
    await house.put('a', await drawPicture('jpg', { seed: 9 }));
    expect(house.mVol.used()).toBe(0);
    expect((await house.get(target)).status).toBe(503);
  });
});

describe('a delete', () => {
  const remove = (house: House) => house.ask('DELETE', '/api/images/a', { headers: bearer });

  test('takes the former results with it, whatever may still be shown', async () => {
    const { house } = await stuckHouse('overloaded');
    expect(house.mVol.used()).toBeGreaterThan(0);
    expect((await remove(house)).status).toBe(204);
    expect(house.mVol.used()).toBe(0);
    await house.put('a', other);
    expect((await house.get(target)).status).toBe(503);
  });

  test('leaves results of bytes that another name stands for', async () => {
    const { house, control } = await stuckHouse('overloaded');
    control.fails = false;
    await house.put('b', photo);
    await remove(house);
    expect((await house.get('/img/w=50/b')).headers.get('cache-status')).toContain('mVol');
  });
});

test.each([{ name: 'a' }, { prefix: '' }])('a purge of %j takes the former results too', async (what) => {
  const { house } = await stuckHouse('overloaded');
  const purge = await house.ask('POST', '/api/purge', { headers: bearer, body: JSON.stringify(what) });
  expect([purge.status, house.mVol.used()]).toEqual([200, 0]);
  expect((await house.get(target)).status).toBe(503);
});

test('bytes that are stored again have their results still', async () => {
  const { house, control } = await stuckHouse('overloaded');
  control.fails = false;
  await house.put('a', photo);
  expect((await house.get(target)).headers.get('cache-status')).toContain('mVol');
});

describe('stale-while-revalidate', () => {
  test('is off unless asked for: who replaces an image sees the new one', async () => {
    const house = await openHouse({ stale: hour });
    await house.put('a', photo);
    const before = (await house.get(target)).headers.get('etag');
    await house.put('a', other);
    expect((await house.get(target)).headers.get('etag')).not.toBe(before);
  });

  test('shows the former picture at once and makes the new one meanwhile', async () => {
    const house = await openHouse({ stale: { whileRevalidateSeconds: 60 } });
    await house.put('a', photo);
    const before = await house.get(target);
    await house.put('a', other);
    const old = await house.get(target);
    expect(old.headers.get('etag')).toBe(before.headers.get('etag'));
    expect(old.headers.get('cache-status')).toBe('imageserver; hit; ttl=-0; detail=stale-while-revalidate');
    const isOld = async () => (await house.get(target)).headers.get('etag') === before.headers.get('etag');
    while (await isOld()) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(house.count.renders).toBe(2);
  });
});

describe('a negotiated picture that cannot be rendered', () => {
  const negotiated = '/img/w=50,f=auto/a';

  test('is shown in another format that the client takes and that is at hand', async () => {
    const { control, engine } = failing('overloaded');
    const house = await openHouse({ engine });
    await house.put('a', photo);
    await house.get(negotiated, { Accept: 'image/webp' });
    control.fails = true;
    const answer = await house.get(negotiated, { Accept: 'image/avif,image/webp' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect([answer.headers.get('vary'), answer.headers.get('cache-status')]).toEqual([
      'Accept',
      'imageserver; fwd=miss; fwd-status=503; detail=other-format',
    ]);
    expect((await house.get(negotiated, { Accept: 'image/avif' })).status).toBe(503);
    expect((await house.get(negotiated)).status).toBe(503);
  });

  test('is not where the URL names its format', async () => {
    const { control, engine } = failing('overloaded');
    const house = await openHouse({ engine });
    await house.put('a', photo);
    await house.get('/img/w=50,f=jpg/a');
    control.fails = true;
    expect((await house.get('/img/w=50,f=avif/a')).status).toBe(503);
  });
});
