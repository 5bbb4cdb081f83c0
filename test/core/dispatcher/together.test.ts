// Results of one source that are asked for at the same time, through the whole server but for its socket.
import { describe, expect, test } from 'vitest';
import { Failure, type ImageEngine, type RenderBatch } from '../../../core/index.ts';
import { drawPicture } from '../../support/pictures.ts';
import { bearer, type House, openHouse } from './house.ts';

const photo = await drawPicture('jpg', { width: 1200, height: 900 });
// Dear to decode: its pixels are handed over for those who come later.
const drawing = await drawPicture('png', { width: 1200, height: 900 });
const other = await drawPicture('jpg', { width: 1200, height: 900, seed: 5 });
const widths = [100, 200, 300, 400, 500, 600];
const mebibytes = (count: number) => count * 1024 * 1024;

interface Seen {
  readonly batches: RenderBatch[];
  alone: number;
}

/** A house in which results are made together, and what its engine was asked. */
async function sharing(wrap: (engine: ImageEngine) => ImageEngine = (engine) => engine, picture = photo) {
  const seen: Seen = { batches: [], alone: 0 };
  const engine = (real: ImageEngine): ImageEngine => {
    const inner = wrap(real);
    return {
      ...inner,
      render(task, signal) {
        seen.alone += 1;
        return inner.render(task, signal);
      },
      renderBatch(batch, made, signal) {
        seen.batches.push(batch);
        return inner.renderBatch(batch, made, signal);
      },
    };
  };
  const house = await openHouse({ engine, moduleCacheBytes: mebibytes(64) });
  await house.put('a', picture);
  return { house, seen };
}

const decodes = ({ batches, alone }: Seen) => alone + batches.filter(({ source }) => 'ext' in source).length;
const srcset = (house: House, formats = ['jpg']) =>
  Promise.all(widths.flatMap((width) => formats.map((format) => house.get(`/img/w=${width},f=${format}/a`))));
const tagsOf = (answers: readonly Response[]) => answers.map(({ headers }) => headers.get('etag'));

describe('results of one source that are asked for together', () => {
  test('are made of one decode, each with a tag that names how it was made', async () => {
    const { house, seen } = await sharing();
    const answers = await srcset(house, ['jpg', 'webp']);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(decodes(seen)).toBe(1);
    expect(new Set(tagsOf(answers)).size).toBe(answers.length);
  });

  test('have the bytes that the same tag has had elsewhere, whoever was asked for with them', async () => {
    const [first, second] = await Promise.all([sharing(), sharing()]);
    const all = await srcset(first.house, ['jpg', 'webp']);
    const few = await srcset(second.house, ['webp']);
    const bytesOf = async (answers: readonly Response[]) =>
      new Map(
        await Promise.all(answers.map(async (answer) => [answer.headers.get('etag'), await answer.bytes()] as const)),
      );
    const [known, again] = [await bytesOf(all), await bytesOf(few)];
    for (const [tag, bytes] of again) expect(known.get(tag)).toEqual(bytes);
  });

  test('of a source that comes alone are rendered directly, with another tag', async () => {
    const { house, seen } = await sharing();
    const alone = await house.get('/img/w=100/a');
    expect(seen).toMatchObject({ alone: 1, batches: [] });
    const lone = await openHouse();
    await lone.put('a', photo);
    expect(alone.headers.get('etag')).toBe((await lone.get('/img/w=100/a')).headers.get('etag'));
    const second = await sharing();
    expect(tagsOf(await srcset(second.house))[0]).not.toBe(alone.headers.get('etag'));
  });

  test('are hits afterwards, answer 304 to their own tag and to the direct one, and HEAD says the same', async () => {
    const { house } = await sharing();
    const [first] = await srcset(house);
    const tag = first?.headers.get('etag') ?? '';
    const again = await house.get('/img/w=100,f=jpg/a');
    expect(again.headers.get('etag')).toBe(tag);
    expect(again.headers.get('cache-status')).toContain('hit');
    expect((await house.get('/img/w=100,f=jpg/a', { 'If-None-Match': tag })).status).toBe(304);
    const head = await house.ask('HEAD', '/img/w=100,f=jpg/a');
    expect(head.headers.get('etag')).toBe(tag);
    const direct = await sharing();
    const alone = await direct.house.get('/img/w=100,f=jpg/a');
    const held = await direct.house.get('/img/w=100,f=jpg/a', { 'If-None-Match': tag });
    expect([alone.status, held.status, held.headers.get('etag')]).toEqual([200, 304, tag]);
  });

  test('leave their pixels for those who come a little later', async () => {
    const { house, seen } = await sharing(undefined, drawing);
    await srcset(house);
    await house.get('/img/w=640/a');
    await house.get('/img/h=333,fit=cover,w=333/a');
    expect(decodes(seen)).toBe(1);
    // Larger than what is kept: made of the source.
    await house.get('/img/w=1300,fit=scale-up/a');
    expect(decodes(seen)).toBe(2);
  });

  test('of a flood take no more than a quarter of a task where others are there, and all of it where nobody is', async () => {
    const { house, seen } = await sharing();
    const from = (client: number, width: number) =>
      house.dispatcher.fetch(new Request('http://localhost/'), {
        target: `/img/w=${width}/a`,
        address: () => `192.0.${client}.1`,
      });
    const flood = Array.from({ length: 12 }, (_, index) => from(0, 100 + index));
    const answers = await Promise.all([...flood, ...[1, 2, 3].map((client) => from(client, 200 + client))]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const made = seen.batches.map(({ outputs }) => {
      // The last one of each: there may be steps before it.
      const sizes = outputs.flatMap(
        ({ ops }) => ops.filter(({ op }) => op === 'resize').slice(-1) as { width: number }[],
      );
      return {
        flood: sizes.filter(({ width }) => width < 200).length,
        others: sizes.filter(({ width }) => width > 200).length,
      };
    });
    expect(made.reduce((sum, { others }) => sum + others, 0)).toBe(3);
    // By the last of the others.
    const last = made.findLastIndex(({ others }) => others > 0);
    expect(made.slice(0, last + 1).filter((task) => task.flood > 2)).toEqual([]);
    expect(made.slice(last + 1).some((task) => task.flood > 2)).toBe(true);
  });

  test.each(['delete', 'replace'] as const)('leave nothing behind after a %s', async (change) => {
    const { house, seen } = await sharing(undefined, drawing);
    await srcset(house);
    expect(house.moduleCache.used()).toBeGreaterThan(0);
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    else await house.put('a', other);
    expect(house.moduleCache.used()).toBe(0);
    if (change === 'delete') return;
    expect((await srcset(house)).every(({ status }) => status === 200)).toBe(true);
    expect(decodes(seen)).toBe(2);
  });

  test('bring nothing back that went while they were made', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { house } = await sharing((engine) => ({
      ...engine,
      async renderBatch(batch, made, signal) {
        begin();
        await released;
        return engine.renderBatch(batch, made, signal);
      },
    }));
    const waiting = srcset(house);
    await begun;
    await house.ask('DELETE', '/api/images/a', { headers: bearer });
    release();
    expect(new Set((await waiting).map(({ status }) => status))).toEqual(new Set([404]));
    expect([house.moduleCache.used(), house.mVol.used()]).toEqual([0, 0]);
  });

  test('fail together with the engine, and nobody who comes later with them', async () => {
    const { house } = await sharing((engine) => ({
      ...engine,
      renderBatch: () => Promise.reject(new Error('the engine is on fire')),
    }));
    const answers = await srcset(house);
    expect(answers.filter(({ status }) => status === 500).length).toBeGreaterThan(1);
    expect((await house.get('/img/w=900/a')).status).toBe(200);
  });

  test('of a chain share what its stages before the last have made', async () => {
    const { house, seen } = await sharing();
    const chains = widths.map((width) => `/img/crop=10;10;900;700,blur=3~w=${width}/a`);
    const answers = await Promise.all(chains.map((target) => house.get(target)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(decodes(seen)).toBe(1);
    const ops = seen.batches[0]?.outputs.map((output) => output.ops.map(({ op }) => op).join(' '));
    expect(ops?.[0]).toBe('extract blur hold');
    expect(ops?.[1]).toBe('extract blur hold resize');
  });

  test('hand no pixels over where decoding once more costs less and nobody waits for them', async () => {
    const { house, seen } = await sharing();
    await srcset(house);
    expect(house.moduleCache.used()).toBe(0);
    expect(seen.batches.map(({ outputs }) => outputs.length)).toEqual([widths.length]);
    // More than go in a task: the others wait for the pixels.
    await srcset(house, ['webp', 'avif']);
    expect(house.moduleCache.used()).toBeGreaterThan(0);
    // Who comes alone would pay more for them than for a small decode.
    const { alone } = seen;
    await house.get('/img/w=111/a');
    expect(seen.alone).toBe(alone + 1);
  });

  test('are left out when nobody waits for them any more, and made where they have begun', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const told: unknown[] = [];
    const { house } = await sharing((engine) => ({
      ...engine,
      async renderBatch(batch, made, signal) {
        begin();
        await released;
        await engine.renderBatch(
          batch,
          (place, result) => {
            told.push(result instanceof Failure ? result.code : result.width);
            made(place, result);
          },
          signal,
        );
      },
    }));
    const leaving = new AbortController();
    const ask = (width: number, signal = new AbortController().signal) =>
      house.dispatcher.fetch(new Request('http://localhost/'), { target: `/img/w=${width}/a`, signal });
    const answers = [ask(100), ask(200, leaving.signal), ask(300)];
    await begun;
    leaving.abort();
    release();
    expect((await Promise.all(answers)).map(({ status }) => status === 200)).toEqual([true, false, true]);
    expect(told).toEqual(['aborted', 100, 300]);
  });

  test('are made one by one where nothing may be kept', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    await srcset(house);
    expect(house.count.renders).toBe(widths.length);
  });
});
