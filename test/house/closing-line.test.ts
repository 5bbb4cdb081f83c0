import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plant } from './plant.ts';
import { runTool } from './run-tool.ts';
import { root } from './tree.ts';

// Without an import of vitest the planted tests need no node_modules of their own.
const config = `export default { test: { globals: true, reporters: ['default', '${join(root, 'test/support/closing-line.ts')}'] } };`;
const pass = `test('a', () => {});`;

it.each<[situation: string, line: string, exitCode: number, files: Readonly<Record<string, string>>]>([
  ['passes', '1 passed, 0 failed, 1 skipped', 0, { 'a.test.ts': `${pass}\ntest.skip('b', () => {});` }],
  [
    // One test, one file that cannot be loaded, one hook, one rejection that nobody waits for.
    'fails in every way it can',
    '1 passed, 4 failed, 1 skipped',
    1,
    {
      'test.test.ts': `test('a', () => { throw new Error('a'); });`,
      'load.test.ts': `throw new Error('a');`,
      'hook.test.ts': `describe('a', () => {\n  beforeAll(() => { throw new Error('a'); });\n  ${pass}\n});`,
      'rejection.test.ts': `test('a', () => { void Promise.reject(new Error('a')); });`,
    },
  ],
  ['finds no test file', '0 passed, 1 failed, 0 skipped', 1, {}],
])('a run that %s ends with "%s"', async (_, line, exitCode, files) => {
  const folder = await plant({ 'vitest.config.ts': config, ...files }, []);
  const run = await runTool('vitest', ['run', '--no-color'], folder);
  expect(run.out.trimEnd().split('\n').at(-1)).toBe(line);
  expect(run.exitCode).toBe(exitCode);
});
