// What the container's entry does at SIGTERM, as a platform sees it: 20 seconds later it would be killed.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { drawPicture } from '../../support/pictures.ts';
import { programOf } from '../../support/program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

const killMillis = 20_000;

it('is not ready at once, still takes requests, finishes what it took, and ends with 0 before it would be killed', async () => {
  const settings = { HOST: '127.0.0.1', IMG_DRAIN_DELAY_MILLIS: '2000', IMG_EVOL_BYTES: '0' };
  const server = await serve(await scratchFolder(), settings, [
    process.execPath,
    programOf('adapters/container/main.ts'),
  ]);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const picture = await drawPicture('png', { width: 60, height: 40 });
  const upload = connect(server.port, '127.0.0.1');
  const fields = `Host: x\r\nAuthorization: Bearer ${server.token}\r\nContent-Length: ${picture.length}\r\nExpect: 100-continue`;
  upload.write(`PUT /api/images/a.png HTTP/1.1\r\n${fields}\r\n\r\n`);
  expect(String(await once(upload, 'data'))).toContain('100 Continue');

  const ended = server.stop('SIGTERM');
  const kill = setTimeout(() => server.process.kill('SIGKILL'), killMillis);
  let ready = 200;
  while (ready === 200) ready = (await fetch(`${server.url}/readyz`)).status;
  expect(ready).toBe(503);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  upload.write(picture);
  expect(String(await once(upload, 'data'))).toMatch(/^HTTP\/1\.1 201 /);
  upload.end();
  expect(await ended).toBe(0);
  clearTimeout(kill);
});
