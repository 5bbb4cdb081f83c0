import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningWorkers, startWorkers, theWorker } from '../../support/worker-harness.ts';

let workers: RunningWorkers;
beforeAll(async () => {
  workers = await startWorkers(theWorker('origin', {}));
});
afterAll(() => workers.stop());

it('the Worker answers its health', async () => {
  const answer = await fetch(`${workers.url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
});
