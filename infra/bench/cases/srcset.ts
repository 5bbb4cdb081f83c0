// The module cache: a srcset of one 12 MP photograph, requested together, against the same results made one by one.
import { get } from 'node:http';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';
import { type Comparison, compare } from '../rounds.ts';
import type { Table } from '../table.ts';

const rounds = 5;
const widths = [320, 480, 640, 800, 960, 1120, 1280, 1600];
const photos = ['foliage-12mp.jpg', 'mountain-12mp.jpg', 'creek-12mp.jpg', 'bird-12mp.jpg'];
const sets = [['jpg'], ['jpg', 'webp'], ['jpg', 'webp', 'avif']] as const;

export async function srcset(): Promise<Table> {
  // Results are not kept: what is saved is what their making shares.
  const bare = { IMG_MVOL_BYTES: '0', IMG_EVOL_BYTES: '0', IMG_REFINE: 'off', IMG_QUEUE_MILLIS: '20000' };
  const alone = await startProduct({ ...bare, IMG_MODULE_CACHE_BYTES: '0' });
  const together = await startProduct(bare);
  try {
    const rows: Comparison[] = [];
    for (const formats of sets) {
      const label = `8 widths × ${formats.join(', ')}`;
      const contenders = [
        { name: `${label}: each by itself`, slot: () => costOfAll(alone, formats) },
        { name: `${label}: together`, slot: () => costOfAll(together, formats) },
      ];
      rows.push(...(await compare(contenders, rounds)));
    }
    return {
      title: `Srcset: ${widths.join(', ')} px of ${photos.length} photographs of 12 MP in turn, all results of one at once, ${rounds} rounds`,
      target: 'together ≤ 0.45 × for jpg, ≤ 0.60 × with webp, ≤ 0.60 × with avif too (CPU of all processes)',
      rows,
    };
  } finally {
    await alone.stop();
    await together.stop();
  }
}

let stored = 0;

/** CPU milliseconds of a srcset, mean over the photographs. Each is stored anew, so that nothing of it is known. */
async function costOfAll(product: Product, formats: readonly string[]): Promise<number> {
  let spent = 0;
  for (const file of photos) {
    const { bytes } = await photo(file);
    const name = `${stored}.jpg`;
    stored += 1;
    await product.store(name, new Uint8Array(Buffer.concat([bytes, Buffer.from(name)])));
    const targets = widths.flatMap((width) => formats.map((format) => `/img/w=${width},f=${format}/${name}`));
    const before = cpuMillisOf(product.pid);
    await Promise.all(targets.map((target) => fetched(`${product.url}${target}`)));
    spent += cpuMillisOf(product.pid) - before;
  }
  return spent / photos.length;
}

// A connection each, as many browsers and a CDN's nodes would have.
function fetched(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      answer.resume();
      if (answer.statusCode !== 200) reject(new Error(`Expected 200 for ${url} but got ${answer.statusCode}.`));
      answer.on('end', resolve);
    }).on('error', reject);
  });
}
