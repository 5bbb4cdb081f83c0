// Writes a small house with planted faults into a folder of its own, with the real settings of the real tools.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { scratchFolder } from '../support/scratch-folder.ts';
import { root } from './tree.ts';

/** `files` by path; `settings` are copied as they are from the root of the checkout. */
export async function plant(files: Readonly<Record<string, string>>, settings: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const path of settings) await cp(join(root, path), join(folder, path));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${text}\n`);
  }
  return folder;
}
