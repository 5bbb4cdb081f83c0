// The Worker that stands alone, with the local Images binding, in a real workerd.
import { targetContract } from '../../contract/target.contract.ts';
import { aloneOmits, startAloneWorker } from '../../contract/worker-target.ts';

const noMotion =
  'the local Images binding makes no GIF (9520); what is sent for one is asserted (engines/images-binding)';

targetContract('the Worker over R2 and Images', {
  start: startAloneWorker,
  omits: {
    ...aloneOmits,
    'an animation keeps moving': noMotion,
    'an animation is never negotiated into a still picture': noMotion,
  },
});
