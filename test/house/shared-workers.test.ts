// Files of tests share workers (test/vitest.config.ts), but not those in whose process sharp is set up: that says for the
// whole process which decoders there are, and a file behind them would miss one or another.
import { globSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { apart, together } from '../vitest.config.ts';
import { scanImports } from './scan-imports.ts';
import { readTree, root } from './tree.ts';

const settingUp = 'adapters/engines/sharp/sharp-engine.ts';
const importsOf = new Map(
  readTree(['core', 'adapters', 'infra', 'test']).map(({ path, text }) => [
    path,
    scanImports(text).map(({ target = '' }) => posix.join(posix.dirname(path), target)),
  ]),
);

const sharing = filesOf(together.include, together.exclude);

function filesOf(include: readonly string[], exclude: readonly string[] = []): string[] {
  return globSync(include, { cwd: root, exclude }).map((path) => path.replaceAll('\\', '/'));
}

function isBehind(file: string, wanted: string): boolean {
  const seen = new Set([file]);
  for (const path of seen) for (const next of importsOf.get(path) ?? []) seen.add(next);
  return seen.has(wanted);
}

test('no file that sets up sharp in its process shares a worker with files that do not expect it', () => {
  expect(sharing.length).toBeGreaterThan(50);
  expect(sharing.filter((file) => isBehind(file, settingUp))).toEqual([]);
});

test('those that have a process of their own do (control)', () => {
  expect(filesOf(apart).filter((file) => isBehind(file, settingUp)).length).toBeGreaterThan(10);
});
