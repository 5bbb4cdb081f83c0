// The Worker that stands alone, with the local Images binding, in a real workerd.
import { targetContract } from '../../contract/target.contract.ts';
import { startAloneWorker, workerOmits } from '../../contract/worker-target.ts';

const noMotion =
  'the local Images binding makes no GIF (9520); what is sent for one is asserted (engines/images-binding)';
const noCount = 'files and sockets are workerd’s: nobody can count those of one Worker';

targetContract('the Worker over R2 and Images', {
  start: startAloneWorker,
  omits: {
    ...workerOmits,
    'an animation keeps moving': noMotion,
    'an animation is never negotiated into a still picture': noMotion,
    'files and sockets of clients who left are closed': noCount,
    'files and sockets are closed behind answers, refusals and parts': noCount,
  },
});
