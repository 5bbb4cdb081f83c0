// The server under Deno, with just what adapters/deno/README.md says that it has to be allowed.
import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { largePhoto } from '../../contract/large-photo.ts';
import { startServed } from '../../contract/served-target.ts';
import { targetContract } from '../../contract/target.contract.ts';
import { otherRuntime } from '../../support/other-runtime.ts';

const deno = otherRuntime('deno');

/** The words of the README's command, for a directory and a port of the test's own. */
function commandFor(data: string): readonly string[] {
  const [, command = ''] = /```sh\n(deno run [^`]+)```/.exec(readFileSync('adapters/deno/README.md', 'utf8')) ?? [];
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/).slice(1);
  return [deno ?? '', ...words.map((word) => word.replaceAll('./data', data).replace(':8000', ':0'))];
}

const start = (settings: Readonly<Record<string, string>>) => startServed(settings, commandFor);

describe.skipIf(deno === undefined)('under Deno', () => {
  targetContract('the server under Deno', { start });
  // The same as under Node.
  largePhoto(start, /"event":"renderer.confinement","enforced":\[[^\]]*"scripts"\]/);
});
