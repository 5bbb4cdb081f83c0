// Whether two encoded pictures look the same: by their pixels, since bytes change with every version of an encoder.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

// Of 255; a mean over all bands. Encoders differ by less from version to version, and options by more.
const tolerance = 1.5;

export async function looksTheSame(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map(pixelsOf));
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  const sum = a.data.reduce((total, value, at) => total + Math.abs(value - (b.data[at] as number)), 0);
  return sum / a.data.length <= tolerance;
}

async function pixelsOf(bytes: Uint8Array): Promise<{ data: Uint8Array; size: string }> {
  const image = sharp(bytes, { pages: -1 }).ensureAlpha().raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { data, size: `${info.width}x${info.height}` };
}

export async function readIfThere(file: URL): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
}
