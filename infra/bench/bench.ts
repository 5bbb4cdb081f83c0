// `npm run bench [-- name …]`: runs benchmarks, prints their tables and keeps them in infra/bench/results.
import { writeFile } from 'node:fs/promises';
import { evol } from './cases/evol.ts';
import { hit } from './cases/hit.ts';
import { render } from './cases/render.ts';
import { markdownOf, type Table } from './table.ts';

const cases: Readonly<Record<string, () => Promise<Table>>> = { evol, hit, render };

if (process.platform !== 'linux') {
  console.error('The benchmarks read CPU time from /proc and run on Linux only.');
  process.exit(1);
}
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(cases)) {
  const run = cases[name];
  if (run === undefined)
    throw new Error(`Expected a benchmark of ${Object.keys(cases).join(', ')} but received ${name}.`);
  const text = markdownOf(name, await run());
  console.log(text);
  await writeFile(`infra/bench/results/${name}.md`, text);
}
