// Global set-up of the tests that start whole servers: the product is built once, as it is shipped. A start costs half the
// CPU of one from sources, which is the first thing that test/targets/node/serve.test.ts does.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { makeBundle } from '../../infra/build/bundle.ts';
import { bundles } from '../../infra/build/bundles.ts';

/** Answers the teardown. Workers inherit the environment. */
export default async function build(): Promise<() => Promise<void>> {
  // Set up once for each project of a run.
  if (process.env.IMG_TEST_COMMAND !== undefined) return async () => {};
  const root = join(import.meta.dirname, '..', '..');
  const product = bundles.find(({ name }) => name === 'node');
  if (product === undefined) throw new Error('Expected a row "node" in the build table.');
  // Two runs may build at once.
  const name = `tested-${process.pid}`;
  const { faults } = await makeBundle({ ...product, name, budgetBytes: 2 ** 30 }, root, true);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const folder = join(root, 'dist', name);
  process.env.IMG_TEST_COMMAND = join(folder, 'imageserver.mjs');
  return () => rm(folder, { recursive: true });
}
