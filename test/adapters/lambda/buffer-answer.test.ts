import { expect, it } from 'vitest';
import { bufferAnswer } from '../../../adapters/lambda/buffer-answer.ts';
import { noise } from '../../support/bytes.ts';

const most = 6 * 1024 ** 2;

it('an answer is one object, its bytes in base64, its cookies apart', async () => {
  const sent = noise(1000);
  const headers = new Headers({ 'Content-Type': 'image/png' });
  for (const cookie of ['a=1', 'b=2']) headers.append('Set-Cookie', cookie);
  const { body, ...head } = await bufferAnswer(new Response(sent, { headers }));
  expect(head).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'image/png' },
    cookies: ['a=1', 'b=2'],
    isBase64Encoded: true,
  });
  expect(Buffer.compare(Buffer.from(body, 'base64'), sent)).toBe(0);
});

it('an answer without a body has an empty one', async () => {
  const headers = { 'Content-Length': String(10 * most) };
  expect(await bufferAnswer(new Response(null, { headers }))).toMatchObject({ statusCode: 200, body: '' });
  expect(await bufferAnswer(new Response(null, { status: 304 }))).toMatchObject({ statusCode: 304, body: '' });
});

it('an answer that is as long as Lambda takes it fits, and one byte more is refused in words', async () => {
  const sizeOf = async (answer: Response) => JSON.stringify(await bufferAnswer(answer)).length;
  const frame = await sizeOf(new Response(new Uint8Array(0)));
  const fits = Math.floor((most - frame) / 4) * 3;
  expect(await sizeOf(new Response(new Uint8Array(fits)))).toBeGreaterThan(most - 4);
  const refused = await bufferAnswer(new Response(new Uint8Array(fits + 1)));
  expect(refused.statusCode).toBe(422);
  expect(JSON.parse(Buffer.from(refused.body, 'base64').toString())).toMatchObject({
    code: 'over-limit',
    detail: expect.stringContaining(String(fits + 1)),
  });
});

it('an answer that announces too much is not read', async () => {
  let isCancelled = false;
  const body = new ReadableStream({
    cancel() {
      isCancelled = true;
    },
  });
  const answer = new Response(body, { headers: { 'Content-Length': String(most) } });
  expect((await bufferAnswer(answer)).statusCode).toBe(422);
  expect(isCancelled).toBe(true);
});
