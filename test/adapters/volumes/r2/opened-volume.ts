// A volume in the R2 bucket that is bound to the suite's Worker, below a prefix of the running case's own.
import { createCalls } from '../../../../adapters/volumes/r2/calls.ts';
import { openR2Volume } from '../../../../adapters/volumes/r2/open-r2-volume.ts';
import { layoutOf, type Tell } from '../../../../core/index.ts';
import { answerCases } from '../../../support/workerd/answer-cases.ts';
import { type Bucket, faultyBucket } from './faulty-bucket.ts';

export const suite = answerCases<{ BUCKET: Bucket }>();
let opened = 0;

/** `another` is another isolate's view of the same bucket. `calls` and `faults` are of all of them. */
export function openedVolume(tell: Tell = () => {}, ramBytes?: number) {
  const { env, waitUntil: keepAlive } = suite.running();
  opened += 1;
  const layout = layoutOf(`case-${opened}`);
  const { bucket, calls, faults } = faultyBucket(env.BUCKET);
  const another = () =>
    openR2Volume({ calls: createCalls(bucket, () => {}), layout, keepAlive, tell, ...(ramBytes && { ramBytes }) });
  return { volume: another(), another, bucket: env.BUCKET, calls, faults, layout };
}
