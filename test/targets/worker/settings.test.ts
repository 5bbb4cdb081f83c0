import { expect, it } from 'vitest';
import type { Env } from '../../../adapters/worker/env.ts';
import { openWorker } from '../../../adapters/worker/open-worker.ts';
import type { Tell } from '../../../core/index.ts';

// What is bound is only looked at here.
const bucket = { BUCKET: {} } as unknown as Env;

it.each<[string, Env, RegExp]>([
  ['nothing at all', {}, /^Expected IMG_ORIGIN_URL, or an R2 bucket bound as BUCKET .* but received neither\.$/],
  ['Images without a bucket', { IMAGES: {} } as unknown as Env, /but received IMAGES alone/],
  ['an origin with a path', { IMG_ORIGIN_URL: 'https://a.example/b' }, /^Expected .* for setting IMG_ORIGIN_URL/],
  ['a setting that is none', { IMG_NONSENSE: '1' }, /known settings .* but received IMG_NONSENSE/],
  ['an origin beside a bucket', { ...bucket, IMG_ORIGIN_URL: 'https://a.example' }, /but received both/],
  ['a secret that is too short', { IMG_ORIGIN_SECRET: 'hunter2' }, /received something else/],
])('a Worker with %s says so in one line of its log, and answers 500 without it', async (_, env, line) => {
  const told: { readonly event: string; readonly error: Error }[] = [];
  const tell: Tell = (event, fields) => told.push({ event, ...fields } as (typeof told)[number]);
  const answering = openWorker(env, { tell, keepAlive: () => {} });
  const answer = await answering(new Request('https://images.example/healthz'), {} as never);
  const { code, detail } = (await answer.json()) as { code: string; detail: string };
  expect([answer.status, code]).toEqual([500, 'internal']);
  expect(detail).toBe('The settings of this Worker cannot be used; its log says why.');
  expect(told).toMatchObject([{ event: 'worker.fail', error: { message: expect.stringMatching(line) } }]);
});
