// Sharp in this process keeps the contract of image engines.
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { imageEngineContract } from '../../../contract/image-engine.contract.ts';

imageEngineContract('sharp in this process', async (limits) =>
  createSharpEngine({ limits: { ...defaultLimits, ...limits }, inputs: ['jpg', 'png', 'webp', 'gif', 'avif'] }),
);
