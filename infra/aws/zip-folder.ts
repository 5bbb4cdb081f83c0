// A zip of a folder: the same bytes for the same files, whenever and wherever it is made.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

// The first moment that a zip can name; readable by everyone, which Lambda wants.
const mtime = new Date(1980, 0, 1);
const readable = 0o644 << 16;
const unix = 3;

export function zipFolder(folder: string): Uint8Array {
  const entries: Zippable = {};
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of found.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    entries[relative(folder, path)] = [readFileSync(path), { level: 9, mtime, os: unix, attrs: readable }];
  }
  return zipSync(entries);
}
