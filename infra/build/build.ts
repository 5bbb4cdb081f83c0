// `npm run build`: writes dist/ from the build table and prints the sizes; of one bundle, where its name follows. Fails where
// a bundle breaks its row.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBundle } from './bundle.ts';
import { bundles } from './bundles.ts';

const root = join(import.meta.dirname, '..', '..');

const [only] = process.argv.slice(2);
if (only === undefined) await rm(join(root, 'dist'), { recursive: true, force: true });
const asked = bundles.filter(({ name }) => only === undefined || name === only);
if (asked.length === 0) throw new Error(`Expected a name of the build table but received ${only}.`);
for (const bundle of asked) {
  const { bytes, faults } = await makeBundle(bundle, root, true);
  console.log(`dist/${bundle.name}: ${bytes} of ${bundle.budgetBytes} bytes`);
  for (const fault of faults) console.error(`dist/${bundle.name} ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
