import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../infra/build/bundle.ts';
import { type Bundle, bundles } from '../../infra/build/bundles.ts';
import { plant } from './plant.ts';
import { root } from './tree.ts';

it('the build table has a row for the core', () => {
  expect(bundles).toContainEqual(expect.objectContaining({ name: 'core', platform: 'neutral', external: [] }));
});

it.each(bundles)('the bundle $name keeps to its row', async (bundle) => {
  const { bytes, faults } = await makeBundle(bundle, root, false);
  expect(faults).toEqual([]);
  expect(bytes).toBeGreaterThan(bundle.budgetBytes / 2);
});

describe('the bundle test refuses', () => {
  const core: Bundle = { name: 'a', entries: ['a.ts'], platform: 'neutral', external: [], budgetBytes: 1000 };
  const forNode: Bundle = { ...core, platform: 'node', external: ['better-sqlite3'], budgetBytes: 1_000_000 };
  const builtin = `import fs from 'node:fs';\nexport const a = fs;`;
  const sharp = `import sharp from 'sharp';\nexport const a = sharp;`;

  it.each<[string, string, Bundle, RegExp]>([
    ['a builtin in the core', builtin, core, /node:fs/],
    ['a builtin that was marked external', builtin, { ...core, external: ['node:*'] }, /node:fs from outside/],
    ['a builtin that the row itself lets out', builtin, { ...core, external: ['node:fs'] }, /node:fs from outside/],
    ['a native package in the core', sharp, core, /resolve/],
    ['a native package loaded later', `export const a = () => import('sharp');`, core, /resolve/],
    ['a native package that is bundled', sharp, forNode, /native code: .*sharp/],
    ['a package that a pattern lets out', sharp, { ...core, external: ['s*'] }, /sharp from outside/],
    ['a bundle over its budget', `export const a = '${'x'.repeat(1000)}';`, core, /more than 1000/],
    ['an entry that is not there', '', { ...core, entries: ['b.ts'] }, /b\.ts/],
    [
      'a bundle over its budget once it is gzipped',
      `export const a = '${'x'.repeat(1000)}';`,
      { ...core, budgetBytes: 2000, gzipBudgetBytes: 20 },
      /gzipped bytes, more than 20/,
    ],
    ['a file beside it that is not there', builtin, { ...forNode, files: ['b.conf'] }, /no file b\.conf/],
    ['a bundle of nothing', '', { ...core, entries: [] }, /no file/],
  ])('%s', async (_, text, bundle, fault) => {
    const folder = await plant({ 'a.ts': text }, []);
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const { faults } = await makeBundle(bundle, folder, false);
    expect(faults.join('\n')).toMatch(fault);
  });

  it('an import for its effect that the manifest says has none, because it would be dropped without a word', async () => {
    const manifest = JSON.stringify({ name: 'a', sideEffects: false });
    const folder = await plant(
      { 'a.ts': `import './guard.ts';`, 'guard.ts': 'guard();', 'package.json': manifest },
      [],
    );
    expect((await makeBundle(core, folder, false)).faults).toEqual([expect.stringContaining('guard.ts')]);
  });

  it('nothing that keeps to its row', async () => {
    const folder = await plant({ 'a.ts': builtin }, []);
    expect((await makeBundle(forNode, folder, false)).faults).toEqual([]);
  });
});
