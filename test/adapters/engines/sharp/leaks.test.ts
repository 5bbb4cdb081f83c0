// Nothing is left open or running behind a task, whether it went well or not.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';

it.runIf(process.platform === 'linux')(
  'a hundred good and bad files leave no descriptor open and no work behind',
  async () => {
    const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'gif'] });
    const directory = await mkdtemp(join(tmpdir(), 'leaks-'));
    const whole = await drawPicture('jpg', { width: 120, height: 90 });
    const path = { good: join(directory, 'good'), bad: join(directory, 'bad') };
    await writeFile(path.good, whole);
    await writeFile(path.bad, whole.subarray(0, whole.length / 2));
    const one = async (index: number) => {
      const source = { ...sourceOf('jpg', whole), path: index % 2 === 0 ? path.good : path.bad };
      const work =
        index % 4 < 2
          ? engine.probe(source)
          : engine.render({
              source,
              frames: 'all',
              ops: [{ op: 'blur', sigma: 1 }],
              encode: { op: 'encode', ext: 'png' },
            });
      return work.then(
        () => 'done',
        (error) => error.code,
      );
    };
    await Promise.all([one(0), one(1), one(2), one(3)]);
    const before = (await readdir('/proc/self/fd')).length;
    const fates: string[] = [];
    for (let index = 0; index < 100; index += 1) fates.push(await one(index));
    expect(fates.filter((fate) => fate === 'done').length).toBe(50);
    expect(fates.filter((fate) => fate === 'corrupt-image').length).toBe(50);
    expect((await readdir('/proc/self/fd')).length).toBe(before);
    expect(sharp.counters()).toEqual({ queue: 0, process: 0 });
    await rm(directory, { recursive: true });
  },
);
