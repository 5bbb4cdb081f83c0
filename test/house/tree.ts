// Reads the sources of the house as plain data, so that a planted fault is a line of text and not a file on disk.
// A folder that holds no source is an error: a gate that looked at nothing must never pass.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Source {
  /** From the root of the checkout, with `/`. */
  readonly path: string;
  readonly text: string;
}

export const root = join(import.meta.dirname, '..', '..');

export function readTree(folders: readonly string[], from = root): Source[] {
  return folders.flatMap((folder) => {
    const paths = readdirSync(join(from, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
      // What wrangler builds while its tests run: no part of the checkout.
      .filter((path) => !/(^|[\\/])\.wrangler[\\/]/.test(path))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`);
    if (paths.length === 0) throw new Error(`Expected source files in ${folder} but found none`);
    return paths.map((path) => ({ path, text: readFileSync(join(from, path), 'utf8') }));
  });
}
