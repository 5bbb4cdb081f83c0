// The product as it is built, and programs of tests beside it.
import { join } from 'node:path';
import { makeBundle } from '../../infra/build/bundle.ts';
import { bundles } from '../../infra/build/bundles.ts';
import { programs } from './program.ts';

/** Answers the folder, dist/<name>. */
export async function buildProduct(name: string): Promise<string> {
  const root = join(import.meta.dirname, '..', '..');
  const product = bundles.find((bundle) => bundle.name === 'node');
  if (product === undefined) throw new Error('Expected a row "node" in the build table.');
  const entries = [...product.entries, ...programs];
  const { faults } = await makeBundle({ ...product, name, entries, budgetBytes: 2 ** 30 }, root, true);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return join(root, 'dist', name);
}
