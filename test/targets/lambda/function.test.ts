// The function under our own runtime client, from the files of its zip alone.
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunningFunction } from '../../support/lambda/start-function.ts';
import { type UnpackedFunction, unpackedFunction } from '../../support/lambda/unpacked-function.ts';
import { drawPicture } from '../../support/pictures.ts';
import { clientFor, functionCases, photo, putLarge, starting } from './function-cases.ts';

let unpacked: UnpackedFunction;
const start = starting(() => unpacked, onTestFinished);

beforeAll(async () => {
  unpacked = await unpackedFunction();
});
afterAll(() => unpacked.remove());

describe('the function', () => functionCases(start));

describe('the function where answers are buffered', () => {
  it.each([{ IMG_INVOKE_MODE: 'BUFFERED' }, { IMG_TEST_NO_STREAMING: '1' }])(
    'with %o gives the same answers, and refuses those that are too large',
    async (settings) => {
      const running = await start({ settings });
      const client = clientFor(running);
      await client.put('photo.jpg', photo);
      expect(Buffer.compare((await client.ask('/original/photo.jpg')).bytes, photo)).toBe(0);
      expect((await client.ask('/img/w=10,f=png/photo.jpg')).headers.get('content-type')).toBe('image/png');
      putLarge(running, Buffer.alloc(5 * 1024 ** 2));
      const { status, json } = await client.ask('/original/large.jpg');
      expect({ status, code: json().code }).toEqual({ status: 422, code: 'over-limit' });
    },
  );
});

describe('the function and its bucket', () => {
  it('asks it for nothing until somebody asks for something in it', async () => {
    const running = await start();
    expect((await clientFor(running).ask('/healthz')).status).toBe(200);
    expect(running.s3.calls).toEqual([]);
  });

  it('asks it ahead of time where the sandbox is kept ready', async () => {
    const running = await start({ settings: { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' } });
    await running.api.idle();
    expect(running.s3.calls.length).toBeGreaterThan(0);
  });

  it('answers 503 while it is silent, and opens it when it is not', async () => {
    const running = await start({ millis: 1_500 });
    running.s3.faults.add({ on: () => true, wrong: 'stall' });
    expect((await clientFor(running).ask('/original/photo.jpg')).status).toBe(503);
    running.s3.faults.clear();
    const put = async () => (await clientFor(running).put('photo.jpg', photo)).status;
    // One that was refused as late may have been made all the same, where the machine is slow.
    await vi.waitFor(async () => expect([200, 201]).toContain(await put()), { timeout: 20_000 });
  });

  it('passes on a redirect to it', async () => {
    const running = await start({ settings: { IMG_REDIRECT_BYTES: '1KiB' } });
    const client = clientFor(running);
    await client.put('photo.jpg', photo);
    const { status, headers } = await client.ask('/original/photo.jpg');
    expect(status).toBe(307);
    expect(
      Buffer.compare(new Uint8Array(await (await fetch(headers.get('location') ?? '')).arrayBuffer()), photo),
    ).toBe(0);
  });
});

describe('two sandboxes over one bucket', () => {
  const ends: (() => Promise<void>)[] = [];
  const share = starting(
    () => unpacked,
    (end) => void ends.push(end),
  );
  let [first, second]: [RunningFunction, RunningFunction] = [] as never;
  beforeAll(async () => {
    first = await share();
    await clientFor(first).put('photo.jpg', photo);
    second = await share({ settings: { IMG_S3_ENDPOINT: '', AWS_ENDPOINT_URL_S3: first.s3.endpoint } });
    first.s3.forget();
  });
  afterAll(() => Promise.all(ends.map((end) => end())));

  it('take it for granted that AWS honours conditions: a first miss costs one look at the configuration, and one GET', async () => {
    expect((await clientFor(second).ask('/img/w=10/photo.jpg')).status).toBe(200);
    expect(first.s3.calls.map(({ operation, key }) => `${operation} ${key}`)).toEqual([
      'GetObject house//config.json',
      'GetObject house/photo.jpg',
    ]);
  });

  it('go on with an upload in pieces, whichever it was begun in', async () => {
    const [a, b] = [clientFor(first), clientFor(second)];
    const version = { 'tus-resumable': '1.0.0' };
    const about = { 'upload-length': String(photo.length), 'upload-metadata': `name ${btoa('pieces.jpg')}` };
    const begun = await a.manage('/api/resumable', { method: 'POST', headers: { ...version, ...about } });
    const statuses = [begun.status];
    for (const [client, from, to] of [
      [b, 0, 1000],
      [a, 1000, 2000],
      [b, 2000, photo.length],
    ] as const) {
      const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) };
      const piece = { method: 'PATCH', headers: { ...version, ...type }, body: photo.subarray(from, to) };
      statuses.push((await client.manage(begun.headers.get('location') ?? '', piece)).status);
    }
    expect(statuses).toEqual([201, 204, 204, 204]);
    expect(Buffer.compare((await a.ask('/original/pieces.jpg')).bytes, photo)).toBe(0);
  });
});

describe('the function’s zip', () => {
  it('draws text and finds faces, and says which scripts it has no font for', async () => {
    const running = await start();
    const client = clientFor(running);
    await client.put('photo.jpg', await drawPicture('jpg', { width: 200, height: 100 }));
    for (const options of ['w=100,text=Grüße,f=png', 'w=100,text=שלום,f=png', 'w=50,h=50,fit=cover,g=face,f=png'])
      expect({ options, status: (await client.ask(`/img/${encodeURI(options)}/photo.jpg`)).status }).toEqual({
        options,
        status: 200,
      });
    for (const text of ['你好', 'かな', '한글']) {
      const { status, json } = await client.ask(`/img/${encodeURI(`w=100,text=${text}`)}/photo.jpg`);
      expect({ text, status, code: json().code }).toEqual({ text, status: 422, code: 'not-supported' });
    }
  });

  it('does not start without a bucket, and says so in one sentence', async () => {
    const running = await start({ settings: { IMG_PVOL: 'file' } });
    await expect(running.api.invoke({})).rejects.toThrow(/Expected IMG_PVOL to name a bucket/);
  });
});
