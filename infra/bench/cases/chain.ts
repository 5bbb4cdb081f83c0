// What it costs that an image goes through modules: the chain that they plan, against the same chain written by hand.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSharpEngine } from '../../../adapters/engines/sharp/sharp-engine.ts';
import {
  builtinModules,
  createNativeDialect,
  createPlanner,
  defaultLimits,
  type Recipe,
  type Shape,
} from '../../../core/index.ts';
import { startChild } from '../child.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { compare } from '../rounds.ts';
import type { Table } from '../table.ts';

const rounds = 9;
const times = 12;
const effects = { sharpen: 1, contrast: 1.1 };
const options = [
  ['one stage', 'w=800,sharpen=1,contrast=1.1,f=jpg'],
  ['three stages', 'w=800~sharpen=1~contrast=1.1,f=jpg'],
] as const;

export async function chain(): Promise<Table> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const bare = await startChild(['infra/bench/servers/bare-sharp.ts'], /ready/);
  const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg'] });
  try {
    const { name, bytes } = await photo('foliage-12mp.jpg');
    const file = join(scratch, name);
    await writeFile(file, bytes);
    const hand = JSON.stringify({
      ...{ file, width: 800, format: 'jpeg', options: { quality: 80 }, times, concurrency: 1, effects },
    });
    const source = { ext: 'jpg', byteLength: bytes.length, path: file, bytes: async () => bytes } as const;
    const shape = await engine.probe(source);
    const byModules = (text: string) => async () => {
      const before = process.cpuUsage();
      for (let time = 0; time < times; time += 1) {
        const { frames, ops, encode } = planOf(text, shape);
        await engine.render({ source, frames, ops, encode });
      }
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / times;
    };
    const rows = await compare(
      [
        {
          name: 'by hand: resize, sharpen, linear, jpeg in one call',
          slot: async () => {
            const before = cpuMillisOf(bare.pid);
            await bare.ask(hand);
            return (cpuMillisOf(bare.pid) - before) / times;
          },
        },
        ...options.map(([name, text]) => ({ name: `by modules, in ${name}`, slot: byModules(text) })),
      ],
      rounds,
    );
    return {
      title: `Chain: 12 MP → 800 px, sharpened, more contrast, JPEG; URL read, planned and rendered, ${times} a slot, ${rounds} rounds`,
      target: 'by modules ≤ 1.05 × by hand (CPU a render)',
      rows,
    };
  } finally {
    await engine.close();
    await bare.stop();
    await rm(scratch, { recursive: true });
  }
}

const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);

function planOf(text: string, shape: Shape) {
  return planner.plan(dialect.read(`${text}/a`) as Recipe, shape, 'jpg');
}
