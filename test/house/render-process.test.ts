// A render process starts while requests wait for it: the core's barrel would be two thirds of what it reads.
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from './tree.ts';

async function sourcesBehind(entry: string): Promise<string[]> {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [entry], bundle: true, format: 'esm', platform: 'node' },
    ...{ packages: 'external', metafile: true, write: false },
  });
  return Object.keys(metafile.inputs);
}

test('a render process reads of the core what rendering needs, and not its barrel', async () => {
  const child = await sourcesBehind('adapters/node/render-child.ts');
  expect(child).toContain('core/failure.ts');
  expect(child.filter((path) => /^core\/(index\.ts|dialect|dispatcher|handlers|policy)/.test(path))).toEqual([]);
});

test('the server reads the barrel (control)', async () => {
  expect(await sourcesBehind('adapters/node/serve.ts')).toContain('core/index.ts');
});
