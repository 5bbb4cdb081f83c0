// The product as it is built, and the lean process beside it: a start costs a third of what it costs from sources.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBundle } from '../../infra/build/bundle.ts';
import { bundles } from '../../infra/build/bundles.ts';

export interface Programs {
  /** `node <command> serve` and all other commands. */
  readonly command: string;
  readonly leanProcess: string;
  remove(): Promise<void>;
}

export async function buildPrograms(): Promise<Programs> {
  const root = join(import.meta.dirname, '..', '..');
  const product = bundles.find(({ name }) => name === 'node');
  if (product === undefined) throw new Error('Expected a row "node" in the build table.');
  // One for each process that tests: two may build at once.
  const name = `crash-${process.pid}-${crypto.randomUUID().slice(0, 8)}`;
  const entries = [...product.entries, 'test/crash/lean-process.ts'];
  const { faults } = await makeBundle({ ...product, name, entries, budgetBytes: 2 ** 30 }, root, true);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const folder = join(root, 'dist', name);
  return {
    command: join(folder, 'imageserver.mjs'),
    leanProcess: join(folder, 'lean-process.mjs'),
    remove: () => rm(folder, { recursive: true }),
  };
}
