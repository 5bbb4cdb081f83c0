// The photographs that benchmarks work on: real ones beside the checkout, or one drawn noise picture where there are none.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const folder = process.env.IMG_TEST_IMAGES ?? join('..', 'shared', 'images');

export interface Photo {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export async function photo(name: string): Promise<Photo> {
  // There are no photographs in PNG: one is made of the JPEG of the same name.
  if (name.endsWith('.png')) {
    const { bytes } = await photo(name.replace(/png$/, 'jpg'));
    return { name, bytes: await sharp(bytes).png().toBuffer() };
  }
  const file = join(folder, 'photos', name);
  if (existsSync(file)) return { name, bytes: await readFile(file) };
  console.log(`  (${name} is not at hand: a drawn 12 MP picture stands in for it)`);
  return { name: `drawn-${name}`, bytes: await drawn() };
}

function drawn(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#446688', noise } })
    .blur(1.2)
    .jpeg({ quality: 92 })
    .toBuffer();
}
