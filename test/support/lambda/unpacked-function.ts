// The function's files as its zip holds them, in a folder of their own: nothing of this checkout is near them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { assembleFunction } from '../../../infra/aws/assemble-function.ts';
import { makeBundle } from '../../../infra/build/bundle.ts';
import { bundles } from '../../../infra/build/bundles.ts';

export interface UnpackedFunction {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function unpackedFunction(): Promise<UnpackedFunction> {
  const row = bundles.find(({ name }) => name === 'lambda');
  if (row === undefined) throw new Error('Expected a row "lambda" in the build table.');
  // Two runs may build at once.
  const name = `tested-lambda-${process.pid}`;
  const bundle = resolve('dist', name);
  const { faults } = await makeBundle({ ...row, name }, process.cwd(), true);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-function-'));
  assembleFunction({ folder, architecture: process.arch as 'x64', bundle, packages: resolve('node_modules') });
  await rm(bundle, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
