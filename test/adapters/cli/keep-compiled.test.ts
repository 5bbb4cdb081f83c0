import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';

async function packageIn(folder: string): Promise<string> {
  await mkdir(join(folder, 'adapters/cli'), { recursive: true });
  cpSync('adapters/cli/keep-compiled.mjs', join(folder, 'adapters/cli/keep-compiled.mjs'));
  const program = join(folder, 'program.mjs');
  const lines = ["import './adapters/cli/keep-compiled.mjs';", "import module from 'node:module';"];
  await writeFile(program, `${lines.join('\n')}\nconsole.log(module.getCompileCacheDir() ?? 'none');\n`);
  return program;
}

const run = (program: string) => execFileSync(process.execPath, [program], { env: {}, encoding: 'utf8' }).trim();

test('compiled code is kept inside of the package', async () => {
  const folder = await scratchFolder();
  expect(run(await packageIn(folder))).toContain(join(folder, 'node_modules/.cache/imageserver'));
});

test('where it cannot be kept the program runs as ever', async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'node_modules'), 'a file where the directory would be');
  expect(run(await packageIn(folder))).toBe('none');
});
