// Runs a tool of the toolchain as the npm scripts do: our own node_modules/.bin, no terminal, no colours.
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './tree.ts';

export interface ToolRun {
  readonly exitCode: number;
  /** Standard output, then standard error. */
  readonly out: string;
  readonly err: string;
}

const bin = join(root, 'node_modules', '.bin');

export function runTool(name: string, args: readonly string[], cwd: string): Promise<ToolRun> {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: '1', FORCE_COLOR: undefined };
  return new Promise((resolve, reject) => {
    execFile(name, args, { cwd, env, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ exitCode: error ? Number(error.code) : 0, out, err });
    });
  });
}
