// The Worker that stands alone, with codecs of its own, in a real workerd.
import { targetContract } from '../../contract/target.contract.ts';
import { aloneOmits, startAloneWorker } from '../../contract/worker-target.ts';

const noMotion = 'its codecs know no animations: a GIF is refused as an original';
const noAvif = 'it has no codec of AVIF, which takes seconds of CPU a picture (0107)';

targetContract('the Worker over R2 and WebAssembly', {
  start: (settings) => startAloneWorker(settings, 'wasm'),
  moves: false,
  negotiates: ['image/webp'],
  omits: {
    ...aloneOmits,
    'an animation keeps moving': noMotion,
    'a frame of an animation is a still picture': noMotion,
    'an animation is never negotiated into a still picture': noMotion,
    'AVIF is made whatever the original has': noAvif,
    'AVIF comes before WebP, and WebP before the original’s own': noAvif,
  },
});
