import { describe, expect, onTestFinished, test } from 'vitest';
import { openS3Server } from '../support/s3/s3-server.ts';
import { createHistory } from './history.ts';
import { scaleOut, ttlSeconds } from './scale-out.ts';

describe('three servers over one bucket', () => {
  test('under uploads, replaces, deletes, reads and a kill show no wrong bytes and lose no change', async () => {
    const s3 = await openS3Server();
    onTestFinished(() => s3.close());
    const outcome = await scaleOut({
      seconds: 4,
      settings: {
        IMG_PVOL: `s3://${s3.bucket}/house`,
        IMG_S3_ENDPOINT: s3.endpoint,
        AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
      },
    });
    expect(outcome.wrong).toEqual([]);
    expect(Math.min(outcome.uploads, outcome.replaces, outcome.deletes, outcome.reads)).toBeGreaterThan(0);
    expect(outcome.afterKill).toBeGreaterThan(0);
    // The promise, and what a slow machine takes for the requests that look.
    expect(outcome.seenMillis).toBeLessThan(ttlSeconds * 1000 + 9_000);
  }, 90_000);

  test('the history refuses what was over for longer than a second, and what never was', () => {
    const history = createHistory(0);
    const [first, second] = [history.draw(), history.draw()];
    history.begin('a', first).done();
    const change = history.begin('a', second);
    const during = performance.now() + 1;
    expect([undefined, first, second, 99].map((version) => history.allows('a', version, during))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    change.done();
    const after = performance.now() + 2;
    expect([first, second].map((version) => history.allows('a', version, after))).toEqual([false, true]);
  });
});
