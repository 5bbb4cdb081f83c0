// The server under Bun.
import { describe } from 'vitest';
import { largePhoto } from '../../contract/large-photo.ts';
import { startServed } from '../../contract/served-target.ts';
import { targetContract } from '../../contract/target.contract.ts';
import { otherRuntime } from '../../support/other-runtime.ts';

const bun = otherRuntime('bun');
const start = (settings: Readonly<Record<string, string>>) =>
  startServed(settings, () => [bun ?? '', 'adapters/bun/main.ts']);

describe.skipIf(bun === undefined)('under Bun', () => {
  targetContract('the server under Bun', { start });
  // Bun keeps nothing from scripts.
  largePhoto(start, /"event":"renderer.confinement",.*"missing":\[[^\]]*"scripts"\]/);
});
