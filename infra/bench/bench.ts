// `npm run bench [-- name …]`: runs benchmarks, prints their tables and keeps them in infra/bench/results.
// `--images 1000000,10000000` says how many images `metadata` generates, one million where it says nothing; 50 M take a
// quarter of an hour and 3 GB.
// `--long` makes of `hostile`, `kills` and `soak` what takes minutes: all recipes, 60 s, 20,000 renders.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chain } from './cases/chain.ts';
import { children } from './cases/children.ts';
import { cold } from './cases/cold.ts';
import { commit } from './cases/commit.ts';
import { evol } from './cases/evol.ts';
import { hit } from './cases/hit.ts';
import { hostile } from './cases/hostile.ts';
import { http } from './cases/http.ts';
import { kills } from './cases/kills.ts';
import { lanes } from './cases/lanes.ts';
import { manage } from './cases/manage.ts';
import { metadata } from './cases/metadata.ts';
import { mezzanine } from './cases/mezzanine.ts';
import { originals } from './cases/originals.ts';
import { overlay } from './cases/overlay.ts';
import { packs } from './cases/packs.ts';
import { price } from './cases/price.ts';
import { quality } from './cases/quality.ts';
import { render } from './cases/render.ts';
import { s3 } from './cases/s3.ts';
import { soak } from './cases/soak.ts';
import { srcset } from './cases/srcset.ts';
import { xfs } from './cases/xfs.ts';
import { markdownOf } from './table.ts';

const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: { images: { type: 'string', default: '1000000' }, long: { type: 'boolean', default: false } },
});
const cases: Readonly<Record<string, () => Promise<string>>> = {
  chain: async () => markdownOf('chain', await chain()),
  children,
  cold,
  commit,
  evol: async () => markdownOf('evol', await evol()),
  hit: async () => markdownOf('hit', await hit()),
  http,
  manage,
  mezzanine,
  overlay: async () => markdownOf('overlay', await overlay()),
  quality,
  render: async () => markdownOf('render', await render()),
  hostile: () => hostile(values.long),
  kills: () => kills(values.long ? 60 : 20),
  soak: () => soak(values.long ? 20_000 : 2000),
  originals: async () => markdownOf('originals', await originals()),
  packs,
  price,
  lanes,
  s3,
  xfs,
  srcset: async () => markdownOf('srcset', await srcset()),
  metadata: () => metadata(values.images.split(',').map(Number)),
};

if (process.platform !== 'linux') {
  console.error('The benchmarks read CPU time from /proc and run on Linux only.');
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : Object.keys(cases)) {
  const run = cases[name];
  if (run === undefined)
    throw new Error(`Expected a benchmark of ${Object.keys(cases).join(', ')} but received ${name}.`);
  const text = await run();
  console.log(text);
  await writeFile(`infra/bench/results/${name}.md`, text);
}
