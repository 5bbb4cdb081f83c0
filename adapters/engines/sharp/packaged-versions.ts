// Versions of what sharp brings, by their names in its own table, without loading it: fifty milliseconds of CPU, which who
// answers without a picture need not wait for.
import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import process from 'node:process';

/** Throws where sharp did not bring its libraries itself. */
export function packagedVersions(): Readonly<Record<string, string | undefined>> {
  const brought = createRequire(import.meta.url)(`@img/sharp-libvips-${process.platform}-${process.arch}/versions`);
  const manifest = findPackageJSON('sharp', import.meta.url) ?? '';
  return { ...brought, sharp: JSON.parse(readFileSync(manifest, 'utf8')).version };
}
