// Bytes that have ended two render processes are not tried again for some time; what was killed from outside is.
import { expect, it, onTestFinished, vi } from 'vitest';
import { createEnginePool } from '../../../../adapters/engines/pool/engine-pool.ts';
import { createQuarantine } from '../../../../adapters/engines/pool/quarantine.ts';
import { defaultLimits, type ImageEngine, type RenderTask } from '../../../../core/index.ts';
import { sourceOf } from '../../../support/pictures.ts';
import { programOf } from '../../../support/program.ts';

async function odd(quarantineMillis: number): Promise<{ pool: ImageEngine; told: [string, unknown][] }> {
  const told: [string, unknown][] = [];
  const pool = await createEnginePool({
    entry: programOf('test/adapters/engines/pool/odd-child.ts'),
    renderers: 1,
    limits: defaultLimits,
    config: { startsUp: true },
    quarantineMillis,
    tell: (event, fields) => told.push([event, fields?.digest]),
  });
  onTestFinished(() => pool.close());
  return { pool, told };
}

const task = (behaviour: string, digest: string): RenderTask => ({
  source: { ...sourceOf('png', Buffer.from(behaviour)), digest },
  frames: 'all',
  ops: [],
  encode: { op: 'encode', ext: 'png' },
});

it.each(['crash', 'killed', 'exit'])(
  'bytes that end two children are refused without a third: %s',
  async (behaviour) => {
    const { pool, told } = await odd(60_000);
    for (let time = 0; time < 3; time += 1) {
      await expect(pool.render(task(behaviour, 'bad'))).rejects.toMatchObject({ code: 'corrupt-image' });
      await expect(pool.probe(task(behaviour, 'bad').source)).rejects.toThrow('has ended two render processes');
    }
    // By digest: neither the name nor the work makes a difference, and other bytes are let in.
    await pool.render(task('answer', 'good'));
    expect(told.filter(([event]) => event === 'renderer.ended').length).toBe(2);
    expect(told.filter(([event]) => event.startsWith('quarantine'))).toEqual([['quarantine.begin', 'bad']]);
  },
);

it('after the time has passed the bytes get another chance', async () => {
  const { pool, told } = await odd(500);
  await expect(pool.render(task('crash', 'x'))).rejects.toMatchObject({ code: 'corrupt-image' });
  await expect
    .poll(
      () =>
        pool.render(task('answer', 'x')).then(
          () => 'rendered',
          (error) => error.code,
        ),
      { timeout: 10_000 },
    )
    .toBe('rendered');
  expect(told.map(([event]) => event)).toContain('quarantine.end');
});

it('deaths that a second try survives are not held against the bytes, however many there are', () => {
  const quarantine = createQuarantine(60_000, () => {});
  for (let time = 0; time < 10; time += 1) {
    quarantine.died('photo');
    quarantine.survived('photo');
    quarantine.check('photo');
  }
  quarantine.died('photo');
  quarantine.died('photo');
  // A try that was under way when the bytes were put there does not let them out.
  quarantine.survived('photo');
  expect(() => quarantine.check('photo')).toThrow();
});

it('with 0 nothing is put there, and bytes without a digest are only tried twice', () => {
  const off = createQuarantine(0, () => {});
  const on = createQuarantine(1000, () => {});
  for (let time = 0; time < 3; time += 1) {
    off.died('x');
    on.died(undefined);
  }
  expect(() => off.check('x')).not.toThrow();
  expect(() => on.check(undefined)).not.toThrow();
});

it('the first turn takes a minute, the next ten, and none longer than the setting says', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const turns: unknown[] = [];
  const quarantine = createQuarantine(3_600_000, (event, fields) => {
    if (event === 'quarantine.begin') turns.push(fields?.seconds);
  });
  for (const seconds of [60, 600, 3600, 3600]) {
    quarantine.died('x');
    quarantine.died('x');
    vi.setSystemTime(Date.now() + seconds * 1000 - 1);
    expect(() => quarantine.check('x')).toThrow();
    vi.setSystemTime(Date.now() + 1);
    quarantine.check('x');
  }
  expect(turns).toEqual([60, 600, 3600, 3600]);
  quarantine.survived('x');
  quarantine.died('x');
  quarantine.died('x');
  expect(turns.at(-1)).toBe(60);
});

it('what is remembered is bounded', () => {
  const quarantine = createQuarantine(60_000, () => {});
  for (let file = 0; file < 10_000; file += 1) {
    quarantine.died(`${file}`);
    quarantine.died(`${file}`);
  }
  expect(() => quarantine.check('9999')).toThrow();
  expect(() => quarantine.check('0')).not.toThrow();
});
