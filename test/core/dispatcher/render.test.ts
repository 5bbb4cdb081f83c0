import { beforeAll, describe, expect, test } from 'vitest';
import { Failure, type ImageEngine, type Rendered } from '../../../core/index.ts';
import { shapeOf } from '../../support/shape-of.ts';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

/** An engine whose renders wait, before they begin or when they are done, until they are released. */
function heldEngine(hold: 'before' | 'after' = 'before') {
  const begun: AbortSignal[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const wrap = (engine: ImageEngine): ImageEngine => ({
    ...engine,
    render(task, signal) {
      const early = hold === 'after' ? engine.render(task, signal) : undefined;
      return new Promise<Rendered>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        released.then(() => resolve(early ?? engine.render(task, signal)));
        Promise.resolve(early).then(() => signal && begun.push(signal), reject);
      });
    },
  });
  const hasBegun = async (count = 1) => {
    while (begun.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { wrap, begun, hasBegun, release: () => release() };
}

/** Until so many GETs have joined a flight: each has looked into mVol, and takes no turn of the loop from there to a flight. */
async function allJoined({ count }: House, gets: number) {
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  while (count.mVolReads < gets) await turn();
  await turn();
}

const visit = (house: House, target: string, signal: AbortSignal) =>
  house.dispatcher.fetch(new Request('http://localhost/'), { target, signal });

describe('equal requests at the same time', () => {
  test('render once, and the others say that they joined', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap });
    await house.put('a', photo);
    const all = Promise.all(Array.from({ length: 50 }, () => house.get('/img/w=50/a')));
    await allJoined(house, 50);
    held.release();
    const answers = await all;
    expect(house.count.renders).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const joined = answers.filter(({ headers }) => headers.get('cache-status')?.includes('collapsed'));
    expect(joined).toHaveLength(49);
  });

  test.each([
    ['that lies in the picture', 'corrupt-image', 422, 422],
    ['that does not', 'overloaded', 503, 200],
  ] as const)('share a failure, and one %s is not tried again', async (_, code, status, later) => {
    const held = heldEngine();
    let failing = true;
    const house = await openHouse({
      engine: (engine) =>
        held.wrap({
          ...engine,
          render: (task, signal) =>
            failing ? Promise.reject(new Failure(code, 'It failed.')) : engine.render(task, signal),
        }),
    });
    await house.put('a', photo);
    const all = Promise.all(Array.from({ length: 10 }, () => house.get('/img/w=50/a')));
    await allJoined(house, 10);
    held.release();
    expect((await all).map(({ status }) => status)).toEqual(Array(10).fill(status));
    expect(house.count.renders).toBe(1);
    failing = false;
    expect((await house.get('/img/w=50/a')).status).toBe(later);
    expect((await house.get('/img/w=51/a')).status).toBe(200);
  });
});

describe('a client that leaves', () => {
  test('stops a long render when it was the only one who waited', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap });
    await house.put('a', photo);
    const client = new AbortController();
    const waiting = visit(house, '/img/f=avif,effort=9/a', client.signal);
    await held.hasBegun();
    client.abort();
    expect((await waiting).status).not.toBe(500);
    expect(held.begun[0]?.aborted).toBe(true);
    expect(house.told.map(({ event }) => event)).toEqual(['dispatcher.abort']);
  });

  test('leaves a short render to end, and its result to the next who asks', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap });
    await house.put('a', photo);
    const client = new AbortController();
    const waiting = visit(house, '/img/w=50/a', client.signal);
    await held.hasBegun();
    client.abort();
    expect((await waiting).status).toBe(503);
    held.release();
    while (house.mVol.used() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await house.get('/img/w=50/a')).headers.get('cache-status')).toContain('mVol');
    expect(house.count.renders).toBe(1);
  });

  test('does not stop the render that another waits for', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap });
    await house.put('a', photo);
    const client = new AbortController();
    const leaving = visit(house, '/img/w=50/a', client.signal);
    const staying = house.get('/img/w=50/a');
    await held.hasBegun();
    await allJoined(house, 2);
    client.abort();
    await leaving;
    expect(held.begun[0]?.aborted).toBe(false);
    held.release();
    expect((await staying).status).toBe(200);
    expect(house.count.renders).toBe(1);
  });

  test('gives its place in the queue to the next one', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap, gate: { slots: 1, queue: 1 } });
    await house.put('a', photo);
    const running = house.get('/img/w=50/a');
    await held.hasBegun();
    const client = new AbortController();
    const queued = visit(house, '/img/w=51/a', client.signal);
    await allJoined(house, 2);
    client.abort();
    await queued;
    const next = house.get('/img/w=52/a');
    held.release();
    expect((await running).status).toBe(200);
    expect((await next).status).toBe(200);
  });
});

describe('a change of the source during a render', () => {
  test.each([
    ['before', 404],
    ['after', 200],
  ] as const)(
    'a delete %s the bytes are read lets the answer be %i, and brings no result back',
    async (hold, status) => {
      const held = heldEngine(hold);
      const house = await openHouse({ engine: held.wrap });
      await house.put('a', photo);
      const waiting = house.get('/img/w=50/a');
      await held.hasBegun();
      expect((await house.ask('DELETE', '/api/images/a', { headers: bearer })).status).toBe(204);
      held.release();
      const answer = await waiting;
      expect(answer.status).toBe(status);
      expect(house.mVol.used()).toBe(0);
      expect(house.kept).toEqual([]);
      expect((await house.get('/img/w=50/a')).status).toBe(404);
    },
  );

  test.each(['before', 'after'] as const)(
    'a replace %s the bytes are read keeps no result of the old ones',
    async (hold) => {
      const held = heldEngine(hold);
      const house = await openHouse({ engine: held.wrap });
      await house.put('a', photo);
      const waiting = house.get('/img/w=50/a');
      await held.hasBegun();
      await house.put('a', other);
      held.release();
      expect((await waiting).status).toBe(200);
      const version = house.mDatabase.lookup('a')?.version;
      expect(house.kept.every((answer) => answer.version === version)).toBe(true);
      const [after, head] = [await house.get('/img/w=50/a'), await house.ask('HEAD', '/img/w=50/a')];
      expect(after.headers.get('etag')).toBe(head.headers.get('etag'));
      expect(after.headers.get('content-type')).toBe('image/png');
    },
  );

  test('another name with the same bytes gets its answer although the one who began was deleted', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap, gate: { slots: 1 } });
    await house.put('blocker', other);
    await house.put('a', photo);
    await house.put('b', photo);
    const blocking = house.get('/img/w=10/blocker');
    await held.hasBegun();
    // Both wait for the slot in one flight, begun for "a".
    const waiting = [house.get('/img/w=50/a')];
    await allJoined(house, 2);
    waiting.push(house.get('/img/w=50/b'));
    await allJoined(house, 3);
    await house.ask('DELETE', '/api/images/a', { headers: bearer });
    held.release();
    await blocking;
    const [ofA, ofB] = await Promise.all(waiting);
    expect(ofA?.status).toBe(404);
    expect(ofB?.status).toBe(200);
  });
});

describe('too much work', () => {
  test('is refused with 503 and Retry-After, and nothing is kept of the refusal', async () => {
    const held = heldEngine();
    const house = await openHouse({ engine: held.wrap, gate: { slots: 1, queue: 0 } });
    await house.put('a', photo);
    const running = house.get('/img/w=50/a');
    await held.hasBegun();
    const refused = await house.get('/img/w=51/a');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-5]$/);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect((await jsonOf(refused)).code).toBe('overloaded');
    held.release();
    expect((await running).status).toBe(200);
  });

  test('a render that takes too long is stopped and answered with 503', async () => {
    const held = heldEngine();
    // The upload's probe is under the same limit, so it must cost nothing here.
    const found = { ...shapeOf(320, 200), frames: 1, thumbhash: '', dominantColor: '' };
    const house = await openHouse({
      engine: (engine) => ({ ...held.wrap(engine), probe: async () => found }),
      limits: { renderMillis: 20 },
    });
    const put = await house.put('a', photo);
    expect(put.status).toBe(201);
    const answer = await house.get('/img/w=50/a');
    expect(answer.status).toBe(503);
    expect((await jsonOf(answer)).code).toBe('timeout');
    expect(held.begun[0]?.aborted).toBe(true);
  });
});
