// How alike two pictures look: by SSIMULACRA2 where its command is on the PATH (cargo install ssimulacra2_rs
// --no-default-features), else by the score that q=auto goes by.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { scalesOf, score } from '../../adapters/engines/sharp/similarity.ts';
import type { Bands } from './ideal-resize.ts';

const command = 'ssimulacra2_rs';

export const metric = isThere() ? 'SSIMULACRA2' : 'the score of q=auto (SSIMULACRA2 is not on the PATH)';

function isThere(): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function alike(a: Bands, b: Bands): Promise<number> {
  if (metric !== 'SSIMULACRA2') return score(scalesOf({ ...a, channels: 3 }), scalesOf({ ...b, channels: 3 }));
  const folder = mkdtempSync(join(tmpdir(), 'imageserver-bench-'));
  try {
    const files = await Promise.all([a, b].map((bands, index) => write(bands, join(folder, `${index}.png`))));
    const said = execFileSync(command, ['image', ...files]).toString();
    return Number(/-?\d+\.\d+/.exec(said)?.[0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write({ data, width, height }: Bands, file: string): Promise<string> {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(file);
  return file;
}

/** Any encoded picture, as 8-bit sRGB in three bands. */
export async function bandsOf(bytes: Uint8Array): Promise<Bands> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
