// What q=auto may look at, and what an original may be.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type EncodeOp } from '../../../../core/index.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';

it('a decoder that is opened for the result of a search is closed to originals, before and after', async () => {
  const engine = createSharpEngine({ limits: defaultLimits, inputs: ['png'] });
  const source = sourceOf('png', await drawPicture('png', { width: 90, height: 70 }));
  const encode: EncodeOp = { op: 'encode', ext: 'avif', quality: 'auto' };
  const render = () => engine.render({ source, frames: 'first', ops: [], encode });
  const [{ bytes }] = await Promise.all([render(), render(), render()]);
  await expect(sharp(bytes).metadata()).rejects.toThrow('unsupported image format');
  await expect(engine.probe(sourceOf('avif', bytes))).rejects.toMatchObject({ code: 'unsupported-type' });
  expect((await render()).bytes).toEqual(bytes);
});
