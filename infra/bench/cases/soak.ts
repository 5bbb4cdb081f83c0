// Memory of render processes over thousands of mixed renders: it has to stay flat.
import { cpus } from 'node:os';
import { createEnginePool } from '../../../adapters/engines/pool/engine-pool.ts';
import { defaultLimits, type ImageEngine, type RenderTask } from '../../../core/index.ts';
import { residentBytes, workersOf } from '../hostile/family.ts';
import { inFlight } from '../hostile/fates.ts';
import { photo } from '../photos.ts';

const renderers = 2;
const inputs = ['jpg', 'png', 'webp', 'gif'] as const;
const entry = new URL('../../../adapters/node/render-child.ts', import.meta.url);

export async function soak(renders: number): Promise<string> {
  const marks = [200, 500, 1000, 2000, 5000, 10_000, 20_000].filter((mark) => mark <= renders);
  const plain = await samples(marks, 0);
  const relieved = await samples(marks, 500);
  const cells = (list: readonly number[]) => list.map((bytes) => (bytes / 1e6).toFixed(0)).join(' | ');
  const ratio = (list: readonly number[]) => ((list[marks.indexOf(2000)] ?? 0) / (list[0] ?? 1)).toFixed(2);
  const last = (list: readonly number[]) => ((list.at(-1) ?? 0) / (list[marks.indexOf(2000)] ?? 1)).toFixed(2);
  return `# soak

Resident MB of ${renderers} render processes after so many mixed renders (1, 4 and 12 MP to JPEG, WebP, PNG and AVIF), ${renderers} in flight.
Target: after 2,000 ≤ 1.15 × of after 200, then flat.

| processes | ${marks.join(' | ')} | 2,000 ÷ 200 | last ÷ 2,000 |
| --- | ${marks.map(() => '---:').join(' | ')} | ---: | ---: |
| never relieved | ${cells(plain)} | ${ratio(plain)} | ${last(plain)} |
| relieved after 500 tasks | ${cells(relieved)} | ${ratio(relieved)} | ${last(relieved)} |

Made by \`npm run bench -- soak${renders > 2000 ? ' --long' : ''}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
Each figure is the lowest of ten, taken while nothing is rendered: buffers under way are no leak.
`;
}

async function samples(marks: readonly number[], tasks: number): Promise<number[]> {
  const pool = await createEnginePool({
    entry,
    renderers,
    limits: defaultLimits,
    config: { limits: defaultLimits, inputs },
    wear: { tasks, rssBytes: 0 },
  });
  try {
    const mix = await mixOf();
    const taken: number[] = [];
    let done = 0;
    for (const mark of marks) {
      const turns = Array.from({ length: mark - done }, (_, turn) => done + turn);
      await inFlight(turns, renderers, (turn) => renderOne(pool, mix, turn));
      done = mark;
      taken.push(await atRest());
      // The long form takes most of an hour: what it has come to is worth knowing when it is cut short.
      console.log(
        `  ${tasks === 0 ? 'never relieved' : 'relieved'}, ${mark}: ${((taken.at(-1) ?? 0) / 1e6).toFixed(0)} MB`,
      );
    }
    return taken;
  } finally {
    await pool.close();
  }
}

async function atRest(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const bytes = workersOf(process.pid).reduce((sum, pid) => sum + residentBytes(pid), 0);
    least = Math.min(least, bytes);
  }
  return least;
}

async function mixOf(): Promise<Uint8Array[]> {
  const names = ['foliage-1mp.jpg', 'mountain-1mp.jpg', 'foliage-4mp.jpg', 'bird-4mp.jpg', 'mountain-12mp.jpg'];
  return Promise.all(names.map(async (name) => (await photo(name)).bytes));
}

async function renderOne(pool: ImageEngine, mix: readonly Uint8Array[], turn: number): Promise<void> {
  const bytes = mix[turn % mix.length] as Uint8Array;
  const width = 100 + ((turn * 37) % 700);
  const ext = (['jpg', 'webp', 'jpg', 'png', 'webp', 'jpg', 'avif'] as const)[turn % 7] ?? 'jpg';
  const task: RenderTask = {
    source: { ext: 'jpg', byteLength: bytes.length, bytes: async () => bytes },
    frames: 'all',
    ops: [{ op: 'resize', width, height: Math.round(width * 0.7) }],
    encode: { op: 'encode', ext },
  };
  await pool.render(task);
}
