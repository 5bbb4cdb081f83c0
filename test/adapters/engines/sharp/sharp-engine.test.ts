// Sharp in this process keeps the contract of image engines.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { imageEngineContract } from '../../../contract/image-engine.contract.ts';
import { drawPicture } from '../../../support/pictures.ts';

imageEngineContract('sharp in this process', async (limits) =>
  createSharpEngine({ limits: { ...defaultLimits, ...limits }, inputs: ['jpg', 'png', 'webp', 'gif', 'avif'] }),
);

it('decoders of formats that are not accepted do not run in its process, whoever calls them', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  const [tiff, png] = await Promise.all(
    (['tiff', 'png'] as const).map((ext) => drawPicture(ext, { width: 9, height: 9 })),
  );
  createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'gif', 'avif'] });
  await expect(sharp(tiff).metadata()).rejects.toThrow('unsupported image format');
  await expect(sharp(svg).metadata()).rejects.toThrow('unsupported image format');
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png' });
});
