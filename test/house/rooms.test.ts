// The room test: the house as it stands passes every check, and each check refuses a planted fault.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { checkDoors } from './doors.ts';
import { scanImports } from './scan-imports.ts';
import { checkMedian, checkNames, checkOpenings, checkSizes } from './shape.ts';
import { checkStoreys } from './storeys.ts';
import { readTree, type Source } from './tree.ts';
import { checkWayOut } from './way-out.ts';

const core = readTree(['core']);
const product = [...core, ...readTree(['adapters'])];
const house = [...product, ...readTree(['infra', 'test'])];

describe('the house as it stands', () => {
  it.each<[string, (tree: readonly Source[]) => string[], readonly Source[]]>([
    ['imports only through its doors, and has one barrel', checkDoors, house],
    ['has one way out', checkWayOut, product],
    ['has arrows between the rooms of the core that point down only', checkStoreys, core],
    ['names every file in kebab-case and none emptily', checkNames, house],
    ['opens every file with a comment', checkOpenings, house],
    ['has no file over 400 lines', checkSizes, house],
    ['has a median file under 70 lines', checkMedian, product],
  ])('%s', (_, check, tree) => {
    expect(check(tree)).toEqual([]);
  });

  it('is not passed by a gate that looked at no file', async () => {
    const empty = await scratchFolder();
    mkdirSync(join(empty, 'core'));
    expect(() => readTree(['core'], empty)).toThrow('found none');
    expect(checkMedian([])).not.toEqual([]);
  });
});

describe('the scanner sees', () => {
  it.each([
    ['a static import', `import { a } from './x.ts';`],
    ['a type-only import', `import type { A } from './x.ts';`],
    ['an import over several lines', `import {\n  a,\n  type B,\n} from './x.ts';`],
    ['an import for its effect', `import './x.ts';`],
    ['an export from', `export { a } from './x.ts';`],
    ['an export of everything', `export * as a from './x.ts';`],
    ['a dynamic import', `const a = await import('./x.ts');`],
    ['a dynamic import in backticks', 'const a = await import(`./x.ts`);'],
    ['the type of an import', `type A = import('./x.ts').A;`],
    ['require', `const a = require("./x.ts");`],
  ])('%s', (_, text) => {
    expect(scanImports(`// x\n${text}\n`).map(({ target }) => target)).toEqual(['./x.ts']);
  });

  it('a dynamic import of a computed name', () => {
    expect(scanImports('const a = await import(name);')).toEqual([{ target: undefined, reExport: false }]);
  });
});

describe('the doors refuse', () => {
  it.each([
    ['the core importing a builtin', 'core/image/a.ts', `import fs from 'node:fs';`],
    ['the core importing native code', 'core/image/a.ts', `import sharp from 'sharp';`],
    ['the core importing only the type of native code', 'core/image/a.ts', `import type { Sharp } from 'sharp';`],
    ['the core naming the type of native code', 'core/image/a.ts', `export type A = import('sharp').Sharp;`],
    ['the core loading native code later', 'core/image/a.ts', `export const a = () => import('sharp');`],
    ['the core loading what a string says', 'core/image/a.ts', 'export const a = (b: string) => import(b);'],
    ['the core importing an adapter', 'core/image/a.ts', `import { a } from '../../adapters/node/serve.ts';`],
    ['hono outside the dispatcher', 'core/handlers/a.ts', `import { Hono } from 'hono';`],
    ['a schema library outside policy and dispatcher', 'core/image/a.ts', `import * as v from 'valibot';`],
    ['the client importing the pipeline', 'core/client/a.ts', `import { b } from '../pipeline/modules.ts';`],
    ['a driver importing a driver', 'adapters/volumes/a/b.ts', `import { c } from '../c/c.ts';`],
    ['a driver importing a driver of another port', 'adapters/volumes/a.ts', `import { c } from '../engines/c.ts';`],
    ['a driver importing only a type of a driver', 'adapters/volumes/a.ts', `import type { C } from './c.ts';`],
    ['a driver importing past core/index', 'adapters/volumes/a.ts', `import { F } from '../../core/failure.ts';`],
    ["a driver importing another's library", 'adapters/volumes/a.ts', `import sharp from 'sharp';`],
    ['a driver importing a target', 'adapters/volumes/a.ts', `import { b } from '../node/serve.ts';`],
    ['a target importing a library past its driver', 'adapters/node/a.ts', `import sharp from 'sharp';`],
    ['a target importing another target', 'adapters/node/a.ts', `import { b } from '../cli/b.ts';`],
    ['the product importing a test', 'adapters/node/a.ts', `import { b } from '../../test/support/served.ts';`],
    ['a place that has no row', 'adapters/somewhere/a.ts', ''],
    ['a barrel that is not core/index.ts', 'core/image/a.ts', `export * from './shape.ts';`],
  ])('%s', (_, path, text) => {
    expect(checkDoors([{ path, text: `// x\n${text}\n` }])).toHaveLength(1);
  });
});

describe('the way out refuses', () => {
  it.each([
    ['a second way', 'adapters/node/a.ts', `import { request } from 'node:https';`],
    ['a resolver', 'adapters/engines/a/b.ts', `import { lookup } from 'node:dns/promises';`],
    ['a socket by another spelling', 'adapters/node/a.ts', `import net from 'net';`],
    ['a client that is loaded later', 'adapters/cli/a.ts', `export const a = () => import('undici');`],
  ])('%s', (_, path, text) => {
    expect(checkWayOut([{ path, text: `// x\n${text}\n` }])).toHaveLength(1);
  });

  it('nothing of the one way', () => {
    const text = `// x\nimport { request } from 'node:https';\n`;
    expect(checkWayOut([{ path: 'adapters/sources/http/a.ts', text }])).toEqual([]);
  });
});

describe('the storeys refuse', () => {
  it.each([
    ['an import that goes up', 'core/image/a.ts', `import { b } from '../pipeline/fit.ts';`],
    ['an import only of a type that goes up', 'core/engine/a.ts', `import type { B } from '../dispatcher/visit.ts';`],
    ['an import across a storey', 'core/volume/a.ts', `import type { B } from '../database/database.ts';`],
    ['an import of the barrel', 'core/image/a.ts', `import { b } from '../index.ts';`],
    ['a room that stands nowhere', 'core/somewhere/a.ts', ''],
  ])('%s', (_, path, text) => {
    expect(checkStoreys([{ path, text }])).toHaveLength(1);
  });
});

describe('the shape refuses', () => {
  it.each([
    ['utils.ts', checkNames, 'core/image/utils.ts', '// x'],
    ['an empty word within a name', checkNames, 'core/image/colour-helper.ts', '// x'],
    ['a folder called common', checkNames, 'core/common/colour.ts', '// x'],
    ['camelCase', checkNames, 'core/image/imageMeta.ts', '// x'],
    ['a file that begins without a word', checkOpenings, 'core/image/a.ts', 'export const a = 1;'],
    ['a file of 401 lines', checkSizes, 'core/image/a.ts', '// x\n'.repeat(401)],
    ['a median of 70 lines', checkMedian, 'core/image/a.ts', '// x\n'.repeat(70)],
  ])('%s', (_, check, path, text) => {
    expect(check([{ path, text }])).toHaveLength(1);
  });

  it('nothing at the very limits', () => {
    expect(checkSizes([{ path: 'core/a.ts', text: '// x\n'.repeat(400) }])).toEqual([]);
    expect(checkMedian([{ path: 'core/a.ts', text: '// x\n'.repeat(69) }])).toEqual([]);
  });
});
