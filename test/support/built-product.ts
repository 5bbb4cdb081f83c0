// Global set-up of the tests that start whole servers: the product is built once, as it is shipped, with other programs of
// tests beside it. A start costs half the CPU of one from sources, which is the first thing that
// test/targets/node/serve.test.ts does.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { buildProduct } from './build-product.ts';

/** Answers the teardown. Workers inherit the environment. */
export default async function build(): Promise<() => Promise<void>> {
  // Set up once for each project of a run.
  if (process.env.IMG_TEST_COMMAND !== undefined) return async () => {};
  // Two runs may build at once.
  const folder = await buildProduct(`tested-${process.pid}`);
  process.env.IMG_TEST_COMMAND = join(folder, 'imageserver.mjs');
  return () => rm(folder, { recursive: true });
}
