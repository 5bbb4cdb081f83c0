// What a flood may do to the server, in short: outcomes only. The figures are `npm run load`'s.
import { expect, it, onTestFinished } from 'vitest';
import { drawPicture } from '../support/pictures.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { type Served, serve } from '../support/served.ts';
import { burst, type Outcome, offer } from './open-loop.ts';
import { isGood, isProperRefusal, strays, successOf } from './tally.ts';

async function served(settings: Record<string, string> = {}): Promise<Served> {
  const server = await serve(await scratchFolder(), { IMG_METRICS: 'open', ...settings });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const bytes = new Uint8Array(await drawPicture('jpg', { width: 1600, height: 1200 }));
  const headers = { authorization: `Bearer ${server.token}` };
  expect((await fetch(`${server.url}/api/images/a`, { method: 'PUT', body: bytes, headers })).status).toBe(201);
  return server;
}

/** Each call another result, so that nothing is ever found. */
function cold(format = 'jpg'): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `/img/w=${400 + (count % 400)},q=${30 + Math.floor(count / 400)},f=${format}/a`;
  };
}

const shown = (outcomes: readonly Outcome[] = []) =>
  outcomes.slice(0, 3).map(({ status, millis }) => ({ status, millis }));

it('far more than can be rendered is answered with pictures and with proper refusals, and with nothing else', async () => {
  const server = await served({ IMG_QUEUE_LENGTH: '8' });
  const streams = [
    { name: 'cold', perSecond: 400, target: cold('webp') },
    { name: 'health', perSecond: 10, target: () => '/healthz' },
  ];
  const outcomes = await offer(server.url, streams, 3);
  const flood = outcomes.get('cold') ?? [];
  expect(shown(strays(flood))).toEqual([]);
  expect(flood.filter(isGood).length).toBeGreaterThan(0);
  expect(flood.filter(isProperRefusal).length).toBeGreaterThan(0);
  expect(successOf(outcomes.get('health') ?? [])).toBe(1);
  const [after] = await burst(server.url, ['/img/w=50/a']);
  expect(after?.status).toBe(200);
});

it('more requests at once than the door lets in are refused properly, and the server is well', async () => {
  const server = await served({ IMG_REQUESTS: '5', IMG_QUEUE_LENGTH: '1000' });
  const next = cold('avif');
  const outcomes = await burst(server.url, [...Array.from({ length: 60 }, next), ...Array(10).fill('/healthz')]);
  expect(shown(strays(outcomes))).toEqual([]);
  expect(outcomes.filter(isProperRefusal).length).toBeGreaterThan(0);
  expect(outcomes.slice(60).every(isGood)).toBe(true);
});

it('a thousand equal cold requests are one render', async () => {
  const server = await served();
  const outcomes = await burst(server.url, Array(1000).fill('/img/w=333,f=webp/a'));
  expect(shown(outcomes.filter((outcome) => !isGood(outcome)))).toEqual([]);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain('imageserver_results_total{from="rendered"} 1\n');
});

it('one greedy client does not keep nine others from their pictures', async () => {
  // A machine that is busy with other tests may stand still for longer than people would wait.
  const server = await served({ IMG_QUEUE_MILLIS: '3000' });
  const next = cold('webp');
  const normal = Array.from({ length: 9 }, (_, index) => ({
    name: `normal${index}`,
    perSecond: 1.5,
    target: next,
    from: `127.0.${index + 1}.1`,
  }));
  const greedy = { name: 'greedy', perSecond: 300, target: next, from: '127.0.100.1' };
  const outcomes = await offer(server.url, [greedy, ...normal], 4);
  const all = [...outcomes.values()].flat();
  expect(shown(strays(all))).toEqual([]);
  const normals = normal.flatMap(({ name }) => outcomes.get(name) ?? []);
  expect(normals.length).toBeGreaterThan(20);
  expect(successOf(normals)).toBeGreaterThanOrEqual(0.95);
  expect((outcomes.get('greedy') ?? []).some(({ status }) => status === 429)).toBe(true);
});
