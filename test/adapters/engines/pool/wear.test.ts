// Children are relieved after their tasks, or when they hold too much memory, without a gap in service.
import { expect, it, onTestFinished } from 'vitest';
import { createEnginePool, type EnginePoolOptions } from '../../../../adapters/engines/pool/engine-pool.ts';
import { defaultLimits, type RenderTask } from '../../../../core/index.ts';
import { sourceOf } from '../../../support/pictures.ts';
import { programOf } from '../../../support/program.ts';

const task = (behaviour: string): RenderTask => ({
  source: sourceOf('png', Buffer.from(behaviour)),
  frames: 'all',
  ops: [],
  encode: { op: 'encode', ext: 'png' },
});

async function worn(wear: EnginePoolOptions['wear'], renderers = 1) {
  const told: string[] = [];
  const pool = await createEnginePool({
    entry: programOf('test/adapters/engines/pool/odd-child.ts'),
    renderers,
    limits: defaultLimits,
    config: { startsUp: true },
    ...(wear && { wear }),
    tell: (event) => told.push(event),
  });
  onTestFinished(() => pool.close());
  const answer = async (): Promise<number> =>
    JSON.parse(new TextDecoder().decode((await pool.render(task('answer'))).bytes)).pid;
  return { pool, told, answer };
}

it('a child that has done its tasks is relieved by one that is ready, and no task fails or waits for it', async () => {
  const { told, answer } = await worn({ tasks: 20, rssBytes: 0 }, 2);
  const pids = new Set<number>();
  // The old children go on working until the new ones are there, so there are more tasks than that.
  await expect
    .poll(
      async () => {
        for (const pid of await Promise.all(Array.from({ length: 50 }, answer))) pids.add(pid);
        return told.filter((event) => event === 'renderer.relieved').length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(3);
  expect(pids.size).toBeGreaterThanOrEqual(4);
  expect(new Set(told)).toEqual(new Set(['renderer.relieved']));
});

it('a child that holds more memory than its mark is relieved', async () => {
  const { pool, told, answer } = await worn({ tasks: 0, rssBytes: 250_000_000 });
  const first = await answer();
  await pool.render(task('hoard'));
  await expect.poll(answer, { timeout: 20_000 }).not.toBe(first);
  await expect.poll(() => told).toEqual(['renderer.relieved']);
});

it('without marks a child stays', async () => {
  const { told, answer } = await worn(undefined);
  const first = await answer();
  for (let time = 0; time < 100; time += 1) expect(await answer()).toBe(first);
  expect(told).toEqual([]);
});

it('a pool is closed while a child is being relieved', async () => {
  const { pool, answer } = await worn({ tasks: 1, rssBytes: 0 });
  await answer();
  await pool.close();
  await expect(answer()).rejects.toMatchObject({ code: 'aborted' });
});
