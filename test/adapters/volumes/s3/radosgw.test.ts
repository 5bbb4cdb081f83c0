// The volume over an S3 server that is not ours.
import { expect, test } from 'vitest';
import { persistentVolumeContract } from '../../../contract/persistent-volume.contract.ts';
import { runningRadosgw } from '../../../support/s3/radosgw.ts';
import { omitted } from './omitted.ts';
import { volumeIn } from './opened-volume.ts';
import { presignerContract } from './presigner-contract.ts';

const place = await runningRadosgw();

if (place === undefined) {
  const reason = 'no radosgw: .ci/run starts one where Debian packages can be had';
  console.info(`skipped: a bucket of radosgw: ${reason}`);
  test.skip(`a bucket of radosgw (skipped: ${reason})`);
} else {
  const open = () => volumeIn(place, `house-${crypto.randomUUID()}`);
  persistentVolumeContract('a bucket of radosgw', { open, omits: omitted });
  presignerContract('a bucket of radosgw', open);

  test('a bucket of radosgw honours conditions on writes, and not where parts are put together', async () => {
    expect((await open()).honoured).toEqual({ writes: 'bare', parts: false });
  });
}
