// Resumable uploads over an S3 server that is not ours.
import { test } from 'vitest';
import { resumableUploadsContract } from '../../../contract/resumable-uploads.contract.ts';
import { runningRadosgw } from '../../../support/s3/radosgw.ts';
import { serverOver } from './server-over.ts';

const place = await runningRadosgw();

if (place === undefined) {
  const reason = 'no radosgw: .ci/run starts one where Debian packages can be had';
  console.info(`skipped: uploads in a bucket of radosgw: ${reason}`);
  test.skip(`uploads in a bucket of radosgw (skipped: ${reason})`);
} else {
  resumableUploadsContract('uploads in a bucket of radosgw', {
    async open() {
      const prefix = `house-${crypto.randomUUID()}`;
      return [await serverOver(place, { prefix }), await serverOver(place, { prefix })];
    },
  });
}
