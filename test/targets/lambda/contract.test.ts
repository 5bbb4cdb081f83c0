// The function under a Runtime API of our own, from the files of its zip alone.
import { afterAll, beforeAll, describe } from 'vitest';
import { targetContract } from '../../contract/target.contract.ts';
import { descriptorsOf } from '../../support/descriptors.ts';
import { startFunction } from '../../support/lambda/start-function.ts';
import { type UnpackedFunction, unpackedFunction } from '../../support/lambda/unpacked-function.ts';

let unpacked: UnpackedFunction;

async function start(settings: Readonly<Record<string, string>>) {
  const inside = { ...settings, IMG_RENDERERS: '0' };
  const { url, sandbox, stop } = await startFunction({ folder: unpacked.folder, settings: inside });
  const descriptors = descriptorsOf(sandbox.pid);
  return { url, token: settings.IMG_TOKEN ?? '', stop, ...(descriptors && { descriptors }) };
}

describe('under a Runtime API', () => {
  beforeAll(async () => {
    unpacked = await unpackedFunction();
  });
  afterAll(() => unpacked.remove());

  targetContract('the function', {
    start,
    omits: {
      'an upload that is announced as too long is refused before it is sent':
        'a function URL takes the whole body before it asks the function, so nothing can be refused unsent',
    },
  });
});
