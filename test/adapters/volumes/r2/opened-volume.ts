// A part of the R2 bucket that is bound to the suite's Worker: below a prefix of the running case's own.
import { createCalls } from '../../../../adapters/volumes/r2/calls.ts';
import { openR2Volume } from '../../../../adapters/volumes/r2/open-r2-volume.ts';
import { layoutOf, type Tell } from '../../../../core/index.ts';
import { answerCases } from '../../../support/workerd/answer-cases.ts';
import { type Bucket, faultyBucket } from './faulty-bucket.ts';

export const suite = answerCases<{ BUCKET: Bucket }>();
let opened = 0;

export function openedBucket() {
  opened += 1;
  const { env, waitUntil: keepAlive } = suite.running();
  const real = env.BUCKET;
  const { bucket, asked, faults } = faultyBucket(real);
  return {
    real,
    asked,
    faults,
    calls: createCalls({ bucket, keepAlive, observe: () => {} }),
    layout: layoutOf(`case-${opened}`),
  };
}

/** `another` is another isolate's view of the same bucket. `asked` and `faults` are of all of them. */
export function openedVolume(tell: Tell = () => {}, ramBytes?: number) {
  const { calls, layout, ...rest } = openedBucket();
  const { waitUntil: keepAlive } = suite.running();
  const another = () => openR2Volume({ calls, layout, keepAlive, tell, ...(ramBytes && { ramBytes }) });
  return { volume: another(), another, layout, ...rest };
}
