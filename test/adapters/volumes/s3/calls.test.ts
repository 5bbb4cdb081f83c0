import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openCalls } from '../../../../adapters/volumes/s3/calls.ts';
import { sendFile } from '../../../../adapters/volumes/s3/file-body.ts';
import { getObject } from '../../../../adapters/volumes/s3/get-object.ts';

async function openedAt(answer: RequestListener) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const calls = openCalls({ bucket: 'pictures', endpoint: `http://127.0.0.1:${port}` }, () => {});
  onTestFinished(() => {
    calls.close();
    server.closeAllConnections();
    server.close();
  });
  return calls;
}

test('a bucket of another region is said to be there, and asked once', async () => {
  for (const [status, code] of [
    [301, 'PermanentRedirect'],
    [400, 'AuthorizationHeaderMalformed'],
  ] as const) {
    let asked = 0;
    const calls = await openedAt((_, response) => {
      asked += 1;
      response.writeHead(status, { 'x-amz-bucket-region': 'eu-west-1', 'content-type': 'application/xml' });
      response.end(`<Error><Code>${code}</Code><Message>x</Message></Error>`);
    });
    const failure = { code: 'internal', message: 'The bucket lies in eu-west-1: set AWS_REGION to that.' };
    await expect(getObject(calls, { key: 'a' })).rejects.toMatchObject(failure);
    expect(asked).toBe(1);
  }
});

test('slow readers of many originals do not keep others from the bucket', async () => {
  const calls = await openedAt((request, response) => {
    response.writeHead(200, { etag: '"x"', 'content-length': 1e6 });
    response.write('x');
    if (request.url?.endsWith('/quick')) response.end(Buffer.alloc(1e6 - 1));
  });
  const patience = { millis: 60_000, attempts: 1 };
  const slow = await Promise.all(Array.from({ length: 200 }, () => getObject(calls, { key: 'slow', patience })));
  expect(await getObject(calls, { key: 'quick', patience })).toMatchObject({ byteLength: 1e6 });
  for (const got of slow) if (typeof got === 'object') got.body?.destroy();
});

test('a clock that is wrong here is set by the answer, and the call made again', async () => {
  const dates: string[] = [];
  const ahead = new Date(Date.now() + 3_600_000);
  const calls = await openedAt((request, response) => {
    dates.push(String(request.headers['x-amz-date']));
    const isRight = dates.at(-1)?.slice(0, 11) === ahead.toISOString().replace(/[-:]/g, '').slice(0, 11);
    response.setHeader('date', ahead.toUTCString());
    if (isRight) return response.writeHead(200, { etag: '"x"', 'content-length': 1 }).end('x');
    return response.writeHead(403).end('<Error><Code>RequestTimeTooSkewed</Code><Message>x</Message></Error>');
  });
  expect(await getObject(calls, { key: 'a' })).toMatchObject({ byteLength: 1 });
  expect(dates).toHaveLength(2);
});

test('a store that fails for long is asked little more often than it would be without repetition', async () => {
  let asked = 0;
  const calls = await openedAt((_, response) => {
    asked += 1;
    response.writeHead(503).end();
  });
  const patience = { millis: 60_000, attempts: 3 };
  const all = Array.from({ length: 300 }, () => getObject(calls, { key: 'a', patience }));
  expect(new Set((await Promise.allSettled(all)).map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(asked).toBe(300 + 100);
});

test('an answer that has not the bytes that were asked for, or does not say, is none', async () => {
  const headers: { 'content-length'?: number; 'content-range'?: string }[] = [
    { 'content-length': 10 },
    { 'content-length': 5, 'content-range': 'bytes 0-4/10' },
    { 'content-length': 5, 'content-range': 'bytes 3-7/10' },
  ];
  const calls = await openedAt((request, response) => {
    if (request.url?.includes('untold')) return response.writeHead(200, { etag: '"x"' }).end('0123456789');
    const fields = headers.shift() ?? {};
    return response.writeHead(200, { etag: '"x"', ...fields }).end('0123456789'.slice(0, fields['content-length']));
  });
  const range = { start: 3, end: 8 };
  for (const _ of [1, 2])
    await expect(getObject(calls, { key: 'a', range })).rejects.toMatchObject({ code: 'internal' });
  expect(await getObject(calls, { key: 'a', range })).toMatchObject({ byteLength: 10 });
  await expect(getObject(calls, { key: 'untold' })).rejects.toMatchObject({ code: 'internal' });
});

test('of a file that the bucket does not take only what is on its way is in RAM, and nothing stays open when it is given up', async () => {
  const byteLength = 256 * 1024 ** 2;
  const chunk = Buffer.alloc(256 * 1024);
  let read = 0;
  const requests: IncomingMessage[] = [];
  const calls = await openedAt((request) => requests.push(request));
  const open = () =>
    new Readable({
      read() {
        read += chunk.byteLength;
        this.push(read > byteLength ? null : chunk);
      },
    });
  const body = { byteLength, digest: createHash('sha256').digest('hex'), open };
  const bodies: Readable[] = [];
  const command = (Body: Readable) => {
    bodies.push(Body);
    return new PutObjectCommand({ Bucket: calls.bucket, Key: 'a', Body, ContentLength: byteLength });
  };
  const sending = calls.send((client, signal) => sendFile(client, body, command, signal), { millis: 500, attempts: 1 });
  await expect(sending).rejects.toMatchObject({ code: 'storage-unavailable' });
  const [request] = requests as [IncomingMessage];
  const sent = { 'x-amz-content-sha256': body.digest, 'content-length': String(byteLength) };
  expect(request.headers).toMatchObject(sent);
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(byteLength / 4);
  expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
  // Its connection is closed.
  await new Promise((resolve) => request.resume().once('close', resolve));
});
