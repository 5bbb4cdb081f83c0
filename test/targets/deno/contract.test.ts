// The server under Deno, with just what adapters/deno/README.md says that it has to be allowed.
import { describe } from 'vitest';
import { largePhoto } from '../../contract/large-photo.ts';
import { startServed } from '../../contract/served-target.ts';
import { targetContract } from '../../contract/target.contract.ts';
import { denoCommand } from '../../support/deno-command.ts';
import { otherRuntime } from '../../support/other-runtime.ts';

const deno = otherRuntime('deno');
const start = (settings: Readonly<Record<string, string>>) =>
  startServed(settings, (data) => denoCommand(deno ?? '', data));

describe.skipIf(deno === undefined)('under Deno', () => {
  targetContract('the server under Deno', { start });
  // The same as under Node.
  largePhoto(start, /"event":"renderer.confinement","enforced":\[[^\]]*"scripts"\]/);
});
