// `npm run load`: the whole product under more than it can bear, on loopback, in about a minute and a half. Prints a
// table and keeps it in infra/bench/results/overload.md; ends with 1 when a goal is not met.
// `--only tenfold,greedy` plays some scenes only and keeps nothing.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openScene, type Row, type Scene } from './scene.ts';
import { besideRenders, greedy, herd, impatient, mixed, stopped, storm, tenfold } from './scenes.ts';

const scenes: Readonly<Record<string, (scene: Scene, capacity: number) => Promise<Row[]>>> = {
  besideRenders,
  tenfold,
  greedy,
  mixed,
  impatient,
  herd,
  storm,
  stopped,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(scenes);
const rows: Row[] = [];
const scene = await openScene();
try {
  const capacity = await scene.capacity(3);
  for (const name of wanted) {
    const play = scenes[name];
    if (play === undefined)
      throw new Error(`Expected scenes of ${Object.keys(scenes).join(', ')} but received ${name}.`);
    console.log(`  ${name}`);
    rows.push(...(await play(scene, capacity)));
  }
} finally {
  await scene.stop();
}

const text = `# overload

The whole product under an open-loop load (\`test/load\`): requests start when they are due, latency counts from then, clients
have time-outs. Cold pictures are JPEG and WebP of 320 to 640 px from a 4 MP photograph, no two alike; a large AVIF is 1,800
to 2,200 px wide. 20 clients, each with a /24 of its own. Generator, server and render processes share the machine.
Capacity is what a closed loop with six requests in flight gets of the same pictures from the same server.

| what | goal | found | |
| --- | --- | --- | --- |
${rows.map(({ what, goal, found, met }) => `| ${what} | ${goal} | ${found} | ${met === undefined ? '' : met ? 'met' : 'missed'} |`).join('\n')}

Made by \`npm run load\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
console.log(text);
if (values.only === undefined) await writeFile('infra/bench/results/overload.md', text);
process.exitCode = rows.some(({ met }) => met === false) ? 1 : 0;
