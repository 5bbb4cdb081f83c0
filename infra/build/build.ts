// `npm run build`: writes dist/ from the build table and prints the sizes. Fails where a bundle breaks its row.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBundle } from './bundle.ts';
import { bundles } from './bundles.ts';

const root = join(import.meta.dirname, '..', '..');

await rm(join(root, 'dist'), { recursive: true, force: true });
for (const bundle of bundles) {
  const { bytes, faults } = await makeBundle(bundle, root, true);
  console.log(`dist/${bundle.name}: ${bytes} of ${bundle.budgetBytes} bytes`);
  for (const fault of faults) console.error(`dist/${bundle.name} ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
