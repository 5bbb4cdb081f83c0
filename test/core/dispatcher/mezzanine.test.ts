// What results of a source that is dear to decode are made of from its second burst on, through the whole server but for
// its socket.
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createMemoryVolume, type EphemeralVolume, type ImageEngine, type RenderTask } from '../../../core/index.ts';
import { drawPicture } from '../../support/pictures.ts';
import { bearer, type House, openHouse } from './house.ts';

const mebibytes = (count: number) => count * 1024 * 1024;
// Small, but large enough to share pixels (core/pipeline/shared-plan.ts).
const width = 1260;
const rules = { dearFrom: {}, progressiveFrom: 1e6, side: 600 };

const dear = (await progressive(1)) as Uint8Array<ArrayBuffer>;
const other = (await progressive(2)) as Uint8Array<ArrayBuffer>;

async function progressive(seed: number): Promise<Uint8Array> {
  const small = await drawPicture('png', { width: 360, height: 240, seed });
  return sharp(small).resize(width, 840, { kernel: 'linear' }).jpeg({ progressive: true }).toBuffer();
}

interface Config {
  readonly wrap?: (engine: ImageEngine) => ImageEngine;
  readonly volume?: (volume: EphemeralVolume) => EphemeralVolume;
  readonly mezzanineBytes?: number;
  readonly moduleCacheBytes?: number;
}

/** A house with mezzanines, the widths of what its engine has decoded, and those of batches with how many results each had. */
async function housed({
  wrap = same,
  volume = same,
  mezzanineBytes = mebibytes(8),
  moduleCacheBytes = 0,
}: Config = {}) {
  const decoded: (number | undefined)[] = [];
  const batches: [number | undefined, number][] = [];
  const engine = (real: ImageEngine): ImageEngine => {
    const inner = wrap(real);
    const render: ImageEngine['render'] = (task, signal) => {
      decoded.push(task.source.shape?.width);
      return inner.render(task, signal);
    };
    const renderBatch: ImageEngine['renderBatch'] = (batch, tell, signal) => {
      batches.push(['width' in batch.source ? batch.source.width : batch.source.shape?.width, batch.outputs.length]);
      return inner.renderBatch(batch, tell, signal);
    };
    return { ...inner, render, renderBatch };
  };
  const eVol = volume(createMemoryVolume({ capacityBytes: mebibytes(32) }));
  const mezzanines = { ...rules, bytes: mezzanineBytes };
  const house = await openHouse({ engine, eVol, mezzanines, moduleCacheBytes });
  await house.put('a', dear);
  return { house, decoded, batches };
}

const same = <T>(value: T): T => value;
const isMaking = ({ encode }: RenderTask) => encode.quality === 95;
const tagOf = (answer: Response) => answer.headers.get('etag') ?? '';

async function until(house: House, event: string, times = 1): Promise<void> {
  while (house.told.filter((told) => told.event === event).length < times) await setTimeout(5);
}

/** Asks for two results of the original, and waits for the mezzanine. */
async function made(config: Config = {}) {
  const { house, decoded, batches } = await housed(config);
  const [first] = [await house.get('/img/w=200/a'), await house.get('/img/w=300/a')];
  await until(house, 'mezzanine.made');
  return { house, decoded, batches, first };
}

/** Of what is made of the original. */
async function directTag(): Promise<string> {
  const house = await openHouse();
  await house.put('a', dear);
  return tagOf(await house.get('/img/w=400/a'));
}

const purge = (house: House) =>
  house.ask('POST', '/api/purge', { headers: bearer, body: JSON.stringify({ name: 'a' }) });

describe('a source that is dear to decode', () => {
  test('is decoded no more once two results were made of it, and results of its mezzanine have tags of their own', async () => {
    const [one, two] = [await made(), await made()];
    expect(one.decoded).toEqual([width, width, width]);
    const answer = await one.house.get('/img/w=400/a');
    expect(one.decoded.at(-1)).toBe(rules.side);
    expect(tagOf(answer)).not.toBe(await directTag());
    const again = await two.house.get('/img/w=400/a');
    expect(tagOf(again)).toBe(tagOf(answer));
    expect(await again.bytes()).toEqual(await answer.bytes());
  });

  test('is decoded once for results of its mezzanine that are asked for together, whose bytes are those of each by itself', async () => {
    const [one, two] = [await made(), await made()];
    const widths = [400, 500, 600];
    const together = await Promise.all(widths.map((width) => one.house.get(`/img/w=${width}/a`)));
    expect(one.batches).toEqual([[600, 3]]);
    expect(one.decoded).toHaveLength(3);
    for (const [place, width] of widths.entries()) {
      const alone = await two.house.get(`/img/w=${width}/a`);
      expect(await alone.bytes()).toEqual(await together[place]?.bytes());
      expect(tagOf(alone)).toBe(tagOf(together[place] as Response));
    }
    expect(two.batches).toEqual([]);
  });

  test('keeps the tags of what was made before, and answers 304 to whatever way a result was made in', async () => {
    const { house, first } = await made();
    expect(tagOf(await house.get('/img/w=200/a'))).toBe(tagOf(first));
    const answer = await house.get('/img/w=400/a');
    expect(tagOf(await house.ask('HEAD', '/img/w=400/a'))).toBe(tagOf(answer));
    for (const tag of [await directTag(), tagOf(answer)]) {
      const held = await house.get('/img/w=400/a', { 'If-None-Match': tag });
      expect([held.status, tagOf(held)]).toEqual([304, tag]);
    }
  });

  test('of which one result only is asked for has no mezzanine', async () => {
    const { house, decoded } = await housed();
    await house.get('/img/w=200/a');
    await house.get('/img/w=200/a');
    await setTimeout(250);
    expect(decoded).toEqual([width]);
  });

  test.each(['delete', 'replace', 'purge'] as const)('takes its mezzanine along: %s', async (change) => {
    const { house, decoded } = await made();
    expect(house.eVol.used()).toBeGreaterThan(0);
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    if (change === 'replace') await house.put('a', other);
    if (change === 'purge') await purge(house);
    expect(house.eVol.used()).toBe(0);
    if (change === 'delete') await house.put('a', dear);
    expect((await house.get('/img/w=400/a')).status).toBe(200);
    expect(decoded.at(-1)).toBe(width);
  });

  test.each(['delete', 'purge'] as const)('has none back that was under way during a %s', async (change) => {
    const begun = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const wrap = (engine: ImageEngine): ImageEngine => ({
      ...engine,
      async render(task, signal) {
        if (!isMaking(task)) return engine.render(task, signal);
        begun.resolve();
        const result = await engine.render(task, signal);
        await released.promise;
        return result;
      },
    });
    const offers: string[] = [];
    const volume = (real: EphemeralVolume): EphemeralVolume => ({
      ...real,
      offer(entry) {
        offers.push(entry.ext);
        return real.offer(entry);
      },
    });
    const { house } = await housed({ wrap, volume });
    await Promise.all([house.get('/img/w=200/a'), house.get('/img/w=300/a')]);
    await begun.promise;
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    else await purge(house);
    released.resolve();
    await setTimeout(50);
    expect(house.eVol.used()).toBe(0);
    expect(offers).not.toContain('source');
  });

  test('is decoded as before where eVol does not take the mezzanine, which is not made again at every turn', async () => {
    const volume = (real: EphemeralVolume): EphemeralVolume => ({
      ...real,
      offer: (entry) => entry.ext !== 'source' && real.offer(entry),
    });
    const tried = Promise.withResolvers<void>();
    const wrap = (engine: ImageEngine): ImageEngine => ({
      ...engine,
      async render(task, signal) {
        const result = await engine.render(task, signal);
        if (isMaking(task)) tried.resolve();
        return result;
      },
    });
    const { house, decoded } = await housed({ volume, wrap });
    const ask = (wanted: number) => house.get(`/img/w=${wanted}/a`);
    await Promise.all([ask(200), ask(300)]);
    await tried.promise;
    await Promise.all([ask(400), ask(500), ask(600)]);
    await setTimeout(250);
    expect(decoded).toEqual(Array.from({ length: 6 }, () => width));
  });

  test('is neither decoded nor its mezzanine while its pixels are at hand', async () => {
    const { house, decoded } = await housed({ moduleCacheBytes: mebibytes(64) });
    await Promise.all([house.get('/img/w=200/a'), house.get('/img/w=300/a')]);
    await until(house, 'mezzanine.made');
    await house.get('/img/w=400/a');
    expect(decoded).toEqual([width]);
    house.moduleCache.removeGroup(house.mDatabase.lookup('a')?.version ?? '');
    await house.get('/img/w=500/a');
    expect(decoded).toEqual([width, rules.side]);
  });

  test('is decoded where the mezzanine has gone from under a request', async () => {
    const volume = (real: EphemeralVolume): EphemeralVolume => ({ ...real, read: () => undefined });
    const { house, decoded } = await made({ volume });
    expect(tagOf(await house.get('/img/w=400/a'))).toBe(await directTag());
    expect(decoded.at(-1)).toBe(width);
  });

  test('gives up its mezzanine for the next one where both together are more than they may take', async () => {
    const { house, decoded } = await made({ mezzanineBytes: 180_000 });
    await house.put('b', other);
    await Promise.all([house.get('/img/w=200/b'), house.get('/img/w=300/b')]);
    await until(house, 'mezzanine.made', 2);
    await house.get('/img/w=400/b');
    expect(decoded.at(-1)).toBe(rules.side);
    await house.get('/img/w=400/a');
    expect(decoded.at(-1)).toBe(width);
  });
});
