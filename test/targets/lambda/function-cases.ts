// What holds of the function beside the contract of targets, under whichever runtime client.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import type { Prelude } from '../../../adapters/lambda/prelude.ts';
import { clientOf } from '../../contract/target/target.ts';
import { noise } from '../../support/bytes.ts';
import type { Answered } from '../../support/lambda/runtime-api.ts';
import { type FunctionParts, type RunningFunction, startFunction } from '../../support/lambda/start-function.ts';
import { drawPicture } from '../../support/pictures.ts';

/** `folder`: of another function. */
export type Start = (parts?: Partial<Omit<FunctionParts, 'client'>>) => Promise<RunningFunction>;

const token = 'the-token-of-the-function';
// Its own, and what it sets.
const cookieFunction = resolve('test/support/lambda/cookies');
const cookiesSet = ['a=1; Expires=Thu, 01 Jan 2032 00:00:00 GMT; HttpOnly', 'b="2, 3"; Path=/'];
const large = 100 * 1024 ** 2;

export function starting(
  parts: () => Pick<FunctionParts, 'folder' | 'client'>,
  onFinished: (end: () => Promise<void>) => void,
): Start {
  return async ({ settings, ...more } = {}) => {
    const running = await startFunction({
      ...parts(),
      ...more,
      settings: { IMG_TOKEN: token, IMG_UNSIGNED: 'any', ...settings },
    });
    onFinished(running.stop);
    return running;
  };
}

export const photo = await drawPicture('jpg', { width: 300, height: 200 });

export function clientFor({ url, stop }: RunningFunction) {
  return clientOf({ url, stop, token });
}

// Streamed, however large.
const streaming = { settings: { IMG_REDIRECT_BYTES: '0' } };

/** Puts an original beside photo.jpg that is larger than what a function URL takes; answers its digest. */
export function putLarge({ s3 }: RunningFunction, bytes: Buffer): string {
  const { headers } = s3.objects.get('house/photo.jpg');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const image = headers['x-amz-meta-image']?.replace(/"byteLength":\d+/, `"byteLength":${bytes.byteLength}`) ?? '';
  const facts = { 'x-amz-meta-digest': digest, 'x-amz-meta-image': image };
  s3.objects.put('house/large.jpg', bytes, { ...headers, ...facts }, {});
  return digest;
}

/** Most memory that the sandbox has had, in bytes. */
function peakOf({ sandbox }: RunningFunction): number {
  const status = readFileSync(`/proc/${sandbox.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Takes nothing for a while: what is sent meanwhile would pile up somewhere. */
async function digestSlowly(url: string): Promise<{ readonly digest: string; readonly byteLength: number }> {
  const hash = createHash('sha256');
  let byteLength = 0;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).once('error', reject);
  });
  await setTimeout(500);
  for await (const chunk of answer) {
    byteLength += chunk.length;
    hash.update(chunk);
  }
  return { digest: hash.digest('hex'), byteLength };
}

export function functionCases(start: Start): void {
  it('stores what is sent in base64, gives it back byte for byte, and renders it', async () => {
    const running = await start();
    const client = clientFor(running);
    expect((await client.put('photo.jpg', photo)).status).toBe(201);
    expect(Buffer.compare((await client.ask('/original/photo.jpg')).bytes, photo)).toBe(0);
    const small = await client.ask('/img/w=30,f=webp/photo.jpg');
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'webp', width: 30 });
    const etag = small.headers.get('etag') ?? '';
    expect(await client.raw('/img/w=30,f=webp/photo.jpg', { headers: [`If-None-Match: ${etag}`] })).toMatchObject({
      status: 304,
      body: '',
    });
    const head = await client.ask('/img/w=30,f=webp/photo.jpg', { method: 'HEAD' });
    expect({ status: head.status, bytes: head.bytes.length, etag: head.headers.get('etag') }).toEqual({
      ...{ status: 200, bytes: 0, etag },
    });
    const missing = await client.ask('/img/w=30/nothing.jpg');
    expect({ status: missing.status, code: missing.json().code }).toEqual({ status: 404, code: 'not-found' });
  });

  it.skipIf(process.platform !== 'linux')(
    'streams 100 MB to who takes their time, and never has them in memory',
    async () => {
      const running = await start(streaming);
      await clientFor(running).put('photo.jpg', photo);
      const digest = putLarge(running, Buffer.alloc(large, noise(99_991)));
      const before = peakOf(running);
      expect(await digestSlowly(`${running.url}/original/large.jpg`)).toEqual({ digest, byteLength: large });
      expect(peakOf(running) - before).toBeLessThan(large);
    },
  );

  it('refuses in time what would take longer than the sandbox has, and answers the next', async () => {
    const running = await start({ millis: 2_500 });
    const client = clientFor(running);
    // Its first requests may be late themselves, where the machine is slow.
    await vi.waitFor(async () => expect((await client.put('photo.jpg', photo)).status).toBeLessThan(300), {
      timeout: 30_000,
    });
    running.s3.faults.add({ on: ({ key }) => key === 'house/slow.jpg', wrong: 'stall' });
    const { status, headers, json } = await client.ask('/img/w=10/slow.jpg');
    expect({ status, code: json().code }).toEqual({ status: 503, code: 'timeout' });
    expect(headers.get('cache-control')).toContain('no-store');
    expect((await client.ask('/img/w=10/photo.jpg')).status).toBe(200);
  });

  it('breaks off where the bucket does, instead of ending as if that had been all', async () => {
    const running = await start(streaming);
    const client = clientFor(running);
    await client.put('photo.jpg', photo);
    putLarge(running, Buffer.from(noise(16 * 1024 ** 2)));
    running.s3.faults.add({ on: ({ key }) => key === 'house/large.jpg', wrong: { truncate: 100_000 } });
    await expect(digestSlowly(`${running.url}/original/large.jpg`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    running.s3.faults.clear();
    expect((await client.ask('/img/w=10/photo.jpg')).status).toBe(200);
  });

  it('has put its results into the bucket before it is frozen', async () => {
    const running = await start({ settings: { IMG_RESULTS: 's3' } });
    const client = clientFor(running);
    await client.put('photo.jpg', photo);
    await client.ask('/img/w=31/photo.jpg');
    await running.api.idle();
    expect(running.s3.objects.keys().filter((key) => key.startsWith('house//results/'))).toHaveLength(1);
  });

  it('hands cookies in as one field, and those that are set out beside the head, each by itself', async () => {
    const { api, url } = await start({ folder: cookieFunction });
    const cookies = ['s=1', 't="2, 3"', 'u=ü'];
    const http = { method: 'GET', sourceIp: '127.0.0.1' };
    const event = { version: '2.0', rawPath: '/', rawQueryString: '', headers: {}, requestContext: { http } };
    expect(await answerBehind(await api.invoke({ ...event, cookies }))).toEqual({
      cookies: cookiesSet,
      text: cookies.join('; '),
    });
    // And as a function URL asks and answers.
    const answer = await fetch(url, { headers: { cookie: 's=1; t="2, 3"' } });
    expect(answer.headers.getSetCookie()).toEqual(cookiesSet);
    expect(await answer.text()).toBe('s=1; t="2, 3"');
    expect(await (await fetch(url)).text()).toBe('');
  });

  it('tells who calls it otherwise what it expects, and goes on', async () => {
    const running = await start();
    await expect(running.api.invoke({ source: 'aws.events' }).then(({ body }) => failureBehind(body))).rejects.toThrow(
      /payload format 2\.0/,
    );
    expect((await clientFor(running).ask('/healthz')).status).toBe(200);
  });
}

/** What the head says of cookies, and the body. */
async function answerBehind({ body }: Answered) {
  const bytes = Buffer.concat(await body.toArray());
  const end = bytes.indexOf(Buffer.alloc(8));
  const { cookies } = JSON.parse(String(bytes.subarray(0, end))) as Prelude;
  return { cookies, text: String(bytes.subarray(end + 8)) };
}

/** What a runtime client says behind the bytes. */
async function failureBehind(body: IncomingMessage): Promise<never> {
  await body
    .resume()
    .toArray()
    .catch(() => []);
  const said = body.trailers['lambda-runtime-function-error-body'] ?? '';
  throw new Error(Buffer.from(String(said), 'base64').toString());
}
