import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { root } from './tree.ts';

const run = promisify(execFile);
const pretend = (version: string): string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`,
];

const oneLine = (version: string) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(
    new RegExp(`^imageserver needs Node 24 or newer, this is Node ${version.replaceAll('.', '\\.')}: .*\n$`),
  ),
});

it.each([
  ['the guard', '20.20.2', ['adapters/cli/require-node.mjs']],
  ['the guard', '9.11.2', ['adapters/cli/require-node.mjs']],
  ['the command', '23.11.0', ['adapters/cli/imageserver.mjs', 'serve']],
  ['the command of an unknown name', '20.20.2', ['adapters/cli/imageserver.mjs', 'nonsense']],
])('%s under Node %s says one clear line and exits with 1', async (_, version, args) => {
  const ended = run(process.execPath, [...pretend(version), ...args], {
    cwd: root,
    env: { IMG_DATA: await scratchFolder() },
  });
  await expect(ended).rejects.toMatchObject(oneLine(version));
});

it.each(['24.0.0', '24.21.0', '26.10.0', '100.0.0'])('the guard lets Node %s pass without a word', async (version) => {
  const ended = await run(process.execPath, [...pretend(version), 'adapters/cli/require-node.mjs'], { cwd: root });
  expect(ended).toEqual({ stdout: '', stderr: '' });
});

const systemNode = '/usr/bin/node';
const systemVersion = existsSync(systemNode)
  ? (await run(systemNode, ['-p', 'process.versions.node'])).stdout.trim()
  : '';
const isOld = Number.parseInt(systemVersion, 10) < 24;
if (!isOld) console.log(`Skipped 1 case: ${systemNode} is not an older Node.`);

it.skipIf(!isOld)("the machine's own older Node says one clear line and exits with 1", async () => {
  const ended = run(systemNode, ['adapters/cli/imageserver.mjs', 'serve'], { cwd: root });
  await expect(ended).rejects.toMatchObject(oneLine(systemVersion));
});
