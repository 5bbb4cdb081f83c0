// The pool with sharp in its children keeps the contract of image engines.
import { createEnginePool } from '../../../../adapters/engines/pool/engine-pool.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { imageEngineContract } from '../../../contract/image-engine.contract.ts';
import { programOf } from '../../../support/program.ts';

const entry = programOf('adapters/node/render-child.ts');

imageEngineContract('the pool', (changes) => {
  const limits = { ...defaultLimits, ...changes };
  const config = { limits, inputs: ['jpg', 'png', 'webp', 'gif', 'avif'] };
  return createEnginePool({ entry, renderers: 2, limits, config });
});
