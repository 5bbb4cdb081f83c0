// Loads the third-party modules that the configuration names: into the server, which plans with them, and into each
// render process, which lets them work on pixels. Whoever may set them may run code here, as by any other setting.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../core/failure.ts';
import type { ForeignModule } from '../../core/index.ts';
import { checkForeign } from '../../core/pipeline/foreign-module.ts';

/** Fails with `bad-request`, in one sentence. */
export async function loadModules(names: readonly string[]): Promise<readonly ForeignModule[]> {
  const modules: ForeignModule[] = [];
  for (const name of names) modules.push(checkForeign((await importOf(name)).default, `"${name}"`));
  return modules;
}

async function importOf(name: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(addressOf(name));
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Failure('bad-request', `Expected module "${name}" of IMG_MODULES to load, but: ${reason}`, {}, error);
  }
}

// A path is one of the working directory's; anything else is a package that is installed there.
function addressOf(name: string): string {
  if (/^\.{0,2}\//.test(name)) return pathToFileURL(resolve(name)).href;
  return pathToFileURL(createRequire(`${process.cwd()}/`).resolve(name)).href;
}
