// `npx wrangler dev --env origin`, offline: what only workerd's own network shows of an origin that redirects or is not there.
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startScriptedOrigin } from '../../support/scripted-origin.ts';
import { startWranglerDev } from '../../support/wrangler-dev.ts';

it('wrangler dev runs the Worker in front of a server: redirects go through, and an origin that is not there is 502', async () => {
  const origin = await startScriptedOrigin();
  onTestFinished(() => origin.close());
  const { url, stop } = await startWranglerDev(['--env', 'origin'], { IMG_ORIGIN_URL: origin.url });
  onTestFinished(stop);
  const ask = (target: string) => fetch(url + target, { redirect: 'manual' });

  origin.say('/original/far', { status: 307, headers: { Location: 'https://bucket.example/far' } });
  const far = await ask('/original/far');
  expect([far.status, far.headers.get('location')]).toEqual([307, 'https://bucket.example/far']);

  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': 'public, max-age=1, stale-if-error=100' };
  origin.say('/img/w=1/kept', { headers, body: 'kept' });
  expect(await (await ask('/img/w=1/kept')).text()).toBe('kept');
  await setTimeout(1100);
  origin.say('/', { gone: true, delayMillis: 100 });
  origin.say('/img/w=1/kept', { gone: true });
  const lost = await Promise.all(Array.from({ length: 5 }, () => ask('/img/w=1/lost')));
  expect(lost.map(({ status }) => status)).toEqual(Array(5).fill(502));
  expect(await lost[0]?.json()).toMatchObject({ code: 'bad-source' });
  const kept = await ask('/img/w=1/kept');
  expect([kept.status, await kept.text()]).toEqual([200, 'kept']);
  expect(kept.headers.get('cache-status')).toMatch(/stale-if-error/);
});
