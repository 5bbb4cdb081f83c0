import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plant } from './plant.ts';
import { runTool } from './run-tool.ts';
import { root } from './tree.ts';

interface Issues {
  readonly file: string;
  readonly files: readonly unknown[];
  readonly exports: readonly { readonly name: string }[];
  readonly types: readonly { readonly name: string }[];
  readonly dependencies: readonly { readonly name: string }[];
}

const { knip } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

async function run(files: Readonly<Record<string, string>>, dependencies: Readonly<Record<string, string>>) {
  const manifest = JSON.stringify({ name: 'planted', type: 'module', dependencies, knip });
  return runTool('knip', ['--reporter', 'json'], await plant({ ...files, 'package.json': manifest }, []));
}

it('the search for dead code reports a dead file, export, type and dependency, and nothing that is used', async () => {
  const used = `export const used = 1;\nexport const unused = 2;\nexport type Unused = 3;\nexport interface Shown {}\nexport type UsedHere = Shown;`;
  const files = {
    'core/used.ts': used,
    'core/dead.ts': 'export const dead = 1;',
    'test/a.test.ts': `import { used, type UsedHere } from '../core/used.ts';\nexport const b: UsedHere = used;`,
  };
  const { exitCode, out } = await run(files, { sharp: '0.35.5' });
  const { issues } = JSON.parse(out) as { issues: readonly Issues[] };
  const names = (kind: 'exports' | 'types' | 'dependencies') => issues.flatMap((i) => i[kind].map(({ name }) => name));
  expect(exitCode).not.toBe(0);
  expect(issues.filter(({ files }) => files.length > 0).map(({ file }) => file)).toEqual(['core/dead.ts']);
  expect(names('exports')).toEqual(['unused']);
  expect(names('types')).toEqual(['Unused']);
  expect(names('dependencies')).toEqual(['sharp']);
});

it('the search for dead code fails where it finds no file', async () => {
  const { exitCode } = await run({}, {});
  expect(exitCode).not.toBe(0);
});
