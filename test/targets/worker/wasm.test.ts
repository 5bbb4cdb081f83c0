// The Worker that stands alone with codecs of its own, as wrangler.toml has it.
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { drawPicture } from '../../support/pictures.ts';
import { startWorkers, theWorker } from '../../support/worker-harness.ts';

it('a Worker with a bucket and nothing else renders by its own codecs, and takes what they decode only', async () => {
  const token = 'a-token-of-the-tests-that-is-long-enough';
  const { url, stop } = await startWorkers(theWorker('wasm', { IMG_TOKEN: token, IMG_UNSIGNED: 'any' }));
  onTestFinished(stop);
  const put = async (name: string, body: Uint8Array) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${url}/api/images/${name}`, { method: 'PUT', headers, body: body as never })).status;
  };
  expect(await put('photo.jpg', await drawPicture('jpg', { width: 300, height: 200 }))).toBe(201);
  expect(await put('moving.gif', await drawPicture('gif', { width: 30, height: 20 }))).toBe(415);
  for (const f of ['webp', 'png']) {
    const answer = await fetch(`${url}/img/w=60,f=${f}/photo.jpg`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `image/${f}`]);
    const { format, width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect({ format, width, height }).toEqual({ format: f, width: 60, height: 40 });
  }
});
