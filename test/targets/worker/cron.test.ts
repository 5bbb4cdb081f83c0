// The cron trigger of wrangler.toml, in workerd.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUploadId } from '../../../core/index.ts';
import { type RunningWorkers, startWorkers, theWorker } from '../../support/worker-harness.ts';

interface Bucket {
  put(key: string, bytes: string): Promise<unknown>;
  list(): Promise<{ readonly objects: readonly { readonly key: string }[] }>;
}

const hourMillis = 3_600_000;
const cron = { cron: '17 * * * *', scheduledTime: new Date() };
let workers: RunningWorkers;
beforeAll(async () => {
  workers = await startWorkers(theWorker(undefined, {}), theWorker('origin', {}));
});
afterAll(() => workers.stop());

test('the Worker that stands alone sweeps spools of a day ago when its trigger goes off, and nothing else', async () => {
  const worker = workers.getWorker('imageserver');
  const { BUCKET } = (await worker.getEnv()) as { BUCKET: Bucket };
  const spool = (hours: number) => `/spool/${newUploadId(Date.now() - hours * hourMillis)}`;
  const [old, older, fresh] = [spool(25), spool(300), spool(23)];
  for (const key of [old, older, fresh, 'a.jpg', '/config.json']) await BUCKET.put(key, 'x');
  expect(await worker.scheduled(cron)).toMatchObject({ outcome: 'ok' });
  const { objects } = await BUCKET.list();
  expect(objects.map(({ key }) => key)).toEqual(['/config.json', fresh, 'a.jpg']);
});

test('the Worker in front of a server has nothing to sweep', async () => {
  expect(await workers.getWorker('imageserver-origin').scheduled(cron)).toMatchObject({ outcome: 'ok' });
  expect(workers.getLogs().map(({ message }) => message)).toEqual([expect.stringContaining('"litter":2')]);
});
