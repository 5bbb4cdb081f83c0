// The command of adapters/deno/README.md, so that what is written there of permissions is what is tried.
import { readFileSync } from 'node:fs';

/** For a data directory and any free port in place of the page's. */
export function denoCommand(deno: string, data: string): readonly string[] {
  const [, command = ''] = /```sh\n(deno run [^`]+)```/.exec(readFileSync('adapters/deno/README.md', 'utf8')) ?? [];
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/).slice(1);
  return [deno, ...words.map((word) => word.replaceAll('./data', data).replace(':8000', ':0'))];
}
