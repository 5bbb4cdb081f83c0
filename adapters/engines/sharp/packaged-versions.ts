// Versions of what sharp brings, by their names in its own table, without loading it: fifty milliseconds of CPU, which who
// answers without a picture need not wait for.
import { createRequire } from 'node:module';
import process from 'node:process';

/** Throws where sharp did not bring its libraries itself. */
export function packagedVersions(): Readonly<Record<string, string | undefined>> {
  const require = createRequire(import.meta.url);
  const brought = require(`@img/sharp-libvips-${process.platform}-${process.arch}/versions`);
  return { ...brought, sharp: require('sharp/package.json').version };
}
