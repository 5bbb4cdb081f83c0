import { casesInWorkerd } from '../../../support/workerd/cases-in-workerd.ts';

await casesInWorkerd('r2', {
  main: './test/adapters/volumes/r2/suite-worker.ts',
  bindings: { r2_buckets: [{ binding: 'BUCKET', bucket_name: 'images' }] },
});
