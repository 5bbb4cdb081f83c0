// Deno and Bun as npm brings them: packages that hold one program each, by platform (infra/other-runtimes).
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';

const programs: Readonly<Record<string, string>> = {
  'deno linux x64': '@deno/linux-x64-glibc/deno',
  'deno linux arm64': '@deno/linux-arm64-glibc/deno',
  'bun linux x64': '@oven/bun-linux-x64/bin/bun',
  'bun linux arm64': '@oven/bun-linux-aarch64/bin/bun',
};

/** Its program; undefined where npm has none for this platform, with the reason printed. */
export function otherRuntime(name: 'deno' | 'bun'): string | undefined {
  const program = programs[`${name} ${process.platform} ${process.arch}`];
  const path = program && resolve('node_modules', program);
  if (path !== undefined && existsSync(path)) return path;
  console.info(
    `Skipped the target ${name}: infra/other-runtimes has no program for ${process.platform} ${process.arch}.`,
  );
  return undefined;
}
