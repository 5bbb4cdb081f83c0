import { expect, it, onTestFinished } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

it('a server with IMG_ORIGIN_SECRET answers nothing but its health to who does not show it', async () => {
  const secret = 'what-only-the-edge-can-show';
  const { url, token, stop } = await serve(await scratchFolder(), { IMG_ORIGIN_SECRET: secret });
  onTestFinished(() => stop('SIGKILL').then(() => {}));
  const statusFor = async (target: string, shown: Record<string, string>) =>
    (await fetch(url + target, { headers: { authorization: `Bearer ${token}`, ...shown } })).status;
  const strangers = [{}, { 'x-origin-secret': 'what-only-the-edge-can-shoW' }, { 'x-origin-secret': '' }];
  for (const shown of strangers) {
    for (const target of ['/original/x.jpg', '/img/w=1/x.jpg', '/api/images', '/metrics', '/'])
      expect([target, await statusFor(target, shown)]).toEqual([target, 403]);
    expect([await statusFor('/healthz', shown), await statusFor('/readyz', shown)]).toEqual([200, 200]);
  }
  const known = { 'x-origin-secret': secret };
  expect([await statusFor('/original/x.jpg', known), await statusFor('/api/images', known)]).toEqual([404, 200]);
});
