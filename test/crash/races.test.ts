// CS-14, CS-15 and CS-29, short, on one real server. The long form: `npm run crash -- same-key delete-while-reading`.
import { describe, expect, it, onTestFinished } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { serve } from '../support/served.ts';
import { deleteWhileReadingFigures, judgeReads } from './delete-while-reading.ts';
import { sentenceOf } from './figures.ts';
import { seedOfRun } from './random.ts';
import { faultsOfRace, sameKeyFigures } from './same-key.ts';
import { serveFor } from './served-client.ts';

async function served() {
  const data = await scratchFolder();
  const client = await serveFor(data);
  onTestFinished(async () => void (await client.server.stop('SIGKILL')));
  return { data, client };
}

it('of 64 clients that want one name at once one wins, and what is there is one client’s', async () => {
  const { client } = await served();
  const figures = await sameKeyFigures({ client, clients: 64, rounds: 2, seed: seedOfRun() });
  console.info(sentenceOf(figures));
  expect(figures.faults).toEqual([]);
}, 120_000);

it('an image that is deleted while it is read and rendered is seen by nobody who asks afterwards', async () => {
  const { client } = await served();
  const figures = await deleteWhileReadingFigures(client, 12);
  console.info(sentenceOf(figures));
  expect(figures.faults).toEqual([]);
}, 120_000);

it('a second server on one data directory is refused with one line, and gets it when the first was killed', async () => {
  const { data, client } = await served();
  const began = performance.now();
  const refusal = await serve(data, { IMG_RENDERERS: '0' }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  console.info(
    `CS-29 two servers, one directory: the second refused after ${Math.round(performance.now() - began)} ms`,
  );
  expect(refusal).toMatch(
    /^The server ended with 78: imageserver did not start: [^\n]*another server is using it\.[^\n]*\n$/,
  );
  expect((await client.get('/healthz')).status).toBe(200);
  await client.server.stop('SIGKILL');
  const second = await serve(data, { IMG_RENDERERS: '0' });
  expect(await second.stop()).toBe(0);
}, 120_000);

describe('the judges refuse (negative controls)', () => {
  const entries = [
    { digest: 'a', status: 201 },
    { digest: 'b', status: 412 },
  ];

  it.each([
    ['two winners', 'new', entries.map((entry) => ({ ...entry, status: 201 })), 'a'],
    ['no winner', 'new', entries.map((entry) => ({ ...entry, status: 412 })), 'a'],
    ['bytes of the one that lost', 'new', entries, 'b'],
    ['bytes of nobody', 'whoever', entries.map((entry) => ({ ...entry, status: 200 })), 'mixed'],
    ['a server error', 'new', [...entries, { digest: 'c', status: 500 }], 'a'],
  ] as const)('%s', (_, kind, planted, found) => {
    expect(faultsOfRace(kind, planted, found)).not.toEqual([]);
    expect(faultsOfRace('new', entries, 'a')).toEqual([]);
  });

  it('a read that sees what was deleted, or what a name was before', () => {
    const lives = [
      { digest: 'a', from: 1, until: 10 },
      { digest: 'b', from: 20, until: 30 },
    ];
    const read = (asked: number, digest: string, status = 200) => ({ asked, target: '/original/x', status, digest });
    expect(judgeReads(lives, [read(5, 'a'), read(25, 'b'), read(12, '', 404)])).toEqual({ back: [], errors: [] });
    expect(judgeReads(lives, [read(11, 'a')]).back).toHaveLength(1);
    expect(judgeReads(lives, [read(40, 'b')]).back).toHaveLength(1);
    expect(judgeReads(lives, [{ ...read(40, 'b'), target: '/img/_/x' }]).back).toHaveLength(1);
    expect(judgeReads(lives, [read(5, '', 500)]).errors).toHaveLength(1);
  });
});
