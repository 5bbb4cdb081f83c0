import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { streamAnswer } from '../../../adapters/lambda/stream-answer.ts';
import { noise } from '../../support/bytes.ts';
import { openStream } from './response-stream.ts';

const integration = 'application/vnd.awslambda.http-integration-response';

function headAndBody(bytes: Buffer) {
  const end = bytes.indexOf(Buffer.alloc(8));
  return { head: JSON.parse(String(bytes.subarray(0, end))), body: bytes.subarray(end + 8) };
}

it('an answer is its head as JSON, eight zero bytes, and its bytes', async () => {
  const { stream, bytes, contentTypes } = openStream();
  const headers = new Headers({ 'Content-Type': 'image/webp', ETag: '"a"' });
  for (const cookie of ['a=1', 'b=2; Path=/']) headers.append('Set-Cookie', cookie);
  const sent = noise(1000);
  await streamAnswer(new Response(sent, { status: 206, headers }), stream);
  const { head, body } = headAndBody(bytes());
  expect(contentTypes).toEqual([integration]);
  expect(head).toEqual({
    statusCode: 206,
    headers: { 'content-type': 'image/webp', etag: '"a"' },
    cookies: ['a=1', 'b=2; Path=/'],
  });
  expect(Buffer.compare(body, sent)).toBe(0);
  expect(stream.writableEnded).toBe(true);
});

it.each([204, 304])('an answer of status %i has a head, too, and ends behind it', async (status) => {
  const { stream, bytes } = openStream();
  await streamAnswer(new Response(null, { status, headers: { ETag: '"a"' } }), stream);
  const { head, body } = headAndBody(bytes());
  expect(head).toMatchObject({ statusCode: status, headers: { etag: '"a"' } });
  expect(body).toHaveLength(0);
});

it('a body is read no faster than it is taken', async () => {
  let taken = 0;
  const gates: (() => void)[] = [];
  const take = () =>
    new Promise<void>((resolve) => {
      taken += 1;
      gates.push(resolve);
    });
  let read = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        read += 1;
        if (read > 50) controller.close();
        else controller.enqueue(noise(1024));
      },
    },
    { highWaterMark: 0 },
  );
  const { stream, bytes } = openStream(1024, take);
  const done = streamAnswer(new Response(body), stream);
  for (let step = 0; step < 55; step += 1) {
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(read - taken).toBeLessThanOrEqual(2);
    gates.shift()?.();
  }
  await done;
  expect(headAndBody(bytes()).body).toHaveLength(50 * 1024);
});

it('a body that breaks off is not ended as if it had been all', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(noise(10)),
    pull: (controller) => controller.error(new Error('The bucket fell silent.')),
  });
  const { stream } = openStream();
  await expect(streamAnswer(new Response(body), stream)).rejects.toThrow('fell silent');
  expect(stream.writableEnded).toBe(false);
});

it('who takes nothing is left when the time is over, and the body is let go of', async () => {
  let isLeft = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(noise(2048)),
    cancel() {
      isLeft = true;
    },
  });
  const { stream } = openStream(1024, () => new Promise(() => {}));
  const late = new AbortController();
  const done = streamAnswer(new Response(body), stream, late.signal);
  await turn();
  late.abort();
  await expect(done).rejects.toThrow();
  expect({ isLeft, ended: stream.writableEnded }).toEqual({ isLeft: true, ended: false });
});
