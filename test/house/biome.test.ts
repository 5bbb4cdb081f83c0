import { expect, it } from 'vitest';
import { plant } from './plant.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { readTree, root } from './tree.ts';

interface Report {
  readonly summary: { readonly unchanged: number };
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

const imports = 'lint/style/noRestrictedImports';
const globals = 'lint/style/noRestrictedGlobals';
const cycle = 'lint/suspicious/noImportCycles';

const faults: Readonly<Record<string, readonly [rule: string, text: string]>> = {
  'core/image/builtin.ts': [imports, `import fs from 'node:fs';\n\nexport const a = fs;`],
  'core/image/bare-builtin.ts': ['lint/correctness/noNodejsModules', `import fs from 'fs';\n\nexport const a = fs;`],
  'core/image/native.ts': [imports, `import sharp from 'sharp';\n\nexport const a = sharp;`],
  // The one that blinds tsc: the typings of sharp bring in all of Node's.
  'core/image/native-type.ts': [imports, `import type { Sharp } from 'sharp';\n\nexport type A = Sharp;`],
  'core/image/native-later.ts': [imports, `export const a = () => import('sharp');`],
  'core/image/native-again.ts': [imports, `export * from 'sharp';`],
  'core/image/native-effect.ts': [imports, `import 'sharp';`],
  'core/image/aws.ts': [imports, `import { S3Client } from '@aws-sdk/client-s3';\n\nexport const a = S3Client;`],
  'core/image/adapter.ts': [imports, `import { a } from '../../adapters/driver.ts';\n\nexport const b = a;`],
  'core/image/adapter-type.ts': [imports, `import type { A } from '../../adapters/driver.ts';\n\nexport type B = A;`],
  'core/image/test.ts': [imports, `import { a } from '../../test/support/a.ts';\n\nexport const b = a;`],
  'core/image/absolute.ts': [imports, `import { a } from '/etc/a.ts';\n\nexport const b = a;`],
  'core/handlers/hono.ts': [imports, `import { Hono } from 'hono';\n\nexport const a = Hono;`],
  'core/handlers/schema.ts': [imports, `import * as v from 'valibot';\n\nexport const a = v;`],
  'core/policy/hono.ts': [imports, `import { Hono } from 'hono';\n\nexport const a = Hono;`],
  'core/dispatcher/native.ts': [imports, `import sharp from 'sharp';\n\nexport const a = sharp;`],
  'core/dispatcher/adapter.ts': [imports, `import { a } from '../../adapters/driver.ts';\n\nexport const b = a;`],
  'core/image/buffer.ts': [globals, `export const a = Buffer.alloc(1);`],
  'core/image/buffer-type.ts': [globals, `export type A = Buffer;`],
  'core/image/process.ts': [globals, `export const a = process.env;`],
  'core/image/require.ts': [globals, `export const a = require('sharp');`],
  'core/image/fetch.ts': [globals, `export const a = () => fetch('https://a.example');`],
  'adapters/fetch.ts': [globals, `export const a = () => fetch('https://a.example');`],
  'core/image/dirname.ts': [globals, `export const a = __dirname;`],
  'core/image/ring-a.ts': [cycle, `import { b } from './ring-b.ts';\n\nexport const a = b;`],
  'core/image/ring-b.ts': [cycle, `import type { a } from './ring-a.ts';\n\nexport const b = (c: typeof a) => c;`],
};

const honest: Readonly<Record<string, string>> = {
  'core/image/honest.ts': `import { a } from '../policy/honest.ts';\nimport { c } from './near.ts';\n\nexport const b = [a, c];`,
  'core/image/near.ts': 'export const c = new Uint8Array(1);',
  'core/policy/honest.ts': `import * as v from 'valibot';\n\nexport const a = v;`,
  'core/dispatcher/honest.ts': `import { Hono } from 'hono';\nimport * as v from 'valibot';\n\nexport const a = [Hono, v];`,
  'adapters/driver.ts': `import fs from 'node:fs';\n\nexport const a = [fs, process.env];`,
};

const lint = (folder: string): Promise<ToolRun> =>
  runTool('biome', ['ci', '--colors=off', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'], folder);

it('the import allow-list refuses every planted fault and nothing honest', async () => {
  const texts = Object.entries(faults).map(([path, [, text]]) => [path, text]);
  const run = await lint(await plant({ ...Object.fromEntries(texts), ...honest }, ['.biome.json']));
  expect(run.exitCode).toBe(1);

  const { diagnostics } = JSON.parse(run.out) as Report;
  const reported = Object.groupBy(diagnostics, ({ location }) => location.path);
  const missed = Object.entries(faults).filter(([path, [rule]]) => !reported[path]?.some((d) => d.category === rule));
  expect(missed).toEqual([]);
  expect(Object.keys(honest).flatMap((path) => reported[path] ?? [])).toEqual([]);
});

it('the linter looks at every source file of the house', async () => {
  // One cheap rule: what is looked at does not depend on which.
  const rule = '--only=suspicious/noDebugger';
  const run = await runTool('biome', ['lint', rule, '--colors=off', '--reporter=json', '--max-diagnostics=1'], root);
  const sources = readTree(['core', 'adapters', 'infra', 'test']).length;
  expect((JSON.parse(run.out) as Report).summary.unchanged).toBeGreaterThanOrEqual(sources);
});

it('the linter fails where it finds no file', async () => {
  const run = await lint(await plant({}, []));
  expect(run.exitCode).toBe(1);
});
