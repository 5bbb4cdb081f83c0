// Files of tests share workers (test/vitest.config.ts), but not those in whose process something is set up for all of it: which
// decoders sharp has, or what a Response is, which @hono/node-server replaces.
import { globSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { apart, together } from '../vitest.config.ts';
import { scanImports } from './scan-imports.ts';
import { readTree, root } from './tree.ts';

const settingUp = ['adapters/engines/sharp/sharp-engine.ts', 'adapters/node/http-server.ts'];
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

function setsUp(file: string): boolean {
  const seen = new Set([file]);
  for (const path of seen) for (const next of importsOf.get(path) ?? []) seen.add(next);
  return settingUp.some((path) => seen.has(path));
}

test('no file that sets something up for its process shares a worker with files that do not expect it', () => {
  expect(sharing.length).toBeGreaterThan(50);
  expect(sharing.filter((file) => setsUp(file))).toEqual([]);
});

test('those that have a process of their own do (control)', () => {
  expect(filesOf(apart).filter((file) => setsUp(file)).length).toBeGreaterThan(10);
});
