import { expect, it } from 'vitest';
import { plant } from './plant.ts';
import { runTool } from './run-tool.ts';

const settings = ['tsconfig.base.json', 'core/tsconfig.json'];

const faults: Readonly<Record<string, string>> = {
  'core/buffer.ts': 'export const a = Buffer.alloc(1);',
  'core/process.ts': 'export const a = process.env;',
  'core/hidden-process.ts': 'export const a = globalThis.process;',
  'core/builtin.ts': `import fs from 'node:fs';\nexport const a = fs;`,
  'core/adapter.ts': `import type { A } from '../adapters/driver.ts';\nexport type B = A;`,
  'core/page.ts': 'export const a = document.title;',
  'core/unchecked-index.ts': 'export const first = (list: string[]): string => list[0];',
  'core/optional.ts': 'export const a: { b?: number } = { b: undefined };',
  'core/enum.ts': 'export enum A {\n  B,\n}',
  'core/type-import.ts': `import { Honest } from './honest.ts';\nexport type A = Honest;`,
};

it('the type fence of the core refuses every planted fault and nothing honest', async () => {
  const honest = 'export interface Honest {\n  body: ReadableStream<Uint8Array>;\n}';
  const files = { ...faults, 'core/honest.ts': honest, 'adapters/driver.ts': 'export type A = 1;' };
  const run = await runTool('tsc', ['-p', 'core', '--pretty', 'false'], await plant(files, settings));
  const reported = new Set([...run.out.matchAll(/^([\w./-]+)\(\d+,\d+\): error/gm)].map(([, path]) => path));
  expect(run.exitCode).not.toBe(0);
  expect([...reported].sort()).toEqual(Object.keys(faults).sort());
});

it('the type fence fails where it finds no file', async () => {
  const run = await runTool('tsc', ['-p', 'core'], await plant({}, settings));
  expect(run.exitCode).not.toBe(0);
});
