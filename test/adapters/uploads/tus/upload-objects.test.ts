// Resumable uploads in a bucket, where servers go on with what others began, and the store fails when it is told to.
import { expect, onTestFinished, test } from 'vitest';
import type { TusUploads } from '../../../../adapters/uploads/tus/open-tus-uploads.ts';
import { newUploadId } from '../../../../core/index.ts';
import { resumableUploadsContract } from '../../../contract/resumable-uploads.contract.ts';
import { noise } from '../../../support/bytes.ts';
import type { Call, Wrong } from '../../../support/s3/faults.ts';
import { openS3Server, type S3Server } from '../../../support/s3/s3-server.ts';
import { type TusClient, tusClient, unfinished } from '../../../support/tus-client.ts';
import { serverOver } from './server-over.ts';

const dayMillis = 24 * 3_600_000;
const mebibyte = 1024 ** 2;
const bytes = Buffer.from(noise(3 * mebibyte));
const all = bytes.length;
const half = all / 2;

interface Opened extends TusClient {
  readonly s3: S3Server;
  readonly a: TusUploads;
  readonly b: TusUploads;
  /** What was told. */
  readonly told: string[];
}

async function opened(honours?: Parameters<typeof openS3Server>[0]): Promise<Opened> {
  const s3 = await openS3Server(honours);
  onTestFinished(() => s3.close());
  const told: string[] = [];
  const over = {
    ...(honours === undefined && { honoured: { writes: 'quoted', parts: true } as const }),
    tell: (event: string) => void told.push(event),
  };
  const [a, b] = [await serverOver(s3, over), await serverOver(s3, over)];
  s3.forget();
  return { s3, a, b, told, ...tusClient([a, b]) };
}

const kept = ({ objects }: S3Server) => objects.keys().filter((key) => key.startsWith('house//staging/'));
const pieces = (s3: S3Server) => kept(s3).filter((key) => !key.endsWith('/state'));
const isState = ({ key }: Call) => key.endsWith('/state');
const isPut = (call: Call) => call.operation === 'PutObject';

resumableUploadsContract('uploads in a bucket', {
  async open() {
    const { a, b } = await opened();
    return [a, b];
  },
});

test('of two servers that append at the same place at once one does, and the bytes are right', async () => {
  const { s3, a, b, begin, patch, offset, images } = await opened();
  const url = await begin(all);
  for (let from = 0; from < all; from = (await offset(url)) as number) {
    const piece = bytes.subarray(from, from + 500_000);
    const outcomes = await Promise.all([patch(url, from, piece, a), patch(url, from, piece, b)]);
    // Equal bytes in different objects: the state is what decides.
    expect(outcomes.filter((one) => one === 204)).toHaveLength(1);
    expect(outcomes.filter((one) => one === 409)).toHaveLength(1);
    if (outcomes.length > 0 && images.length > 0) break;
    expect(pieces(s3)).toHaveLength(Math.ceil((from + piece.length) / 500_000));
  }
  expect(images.map((image) => Buffer.compare(image, bytes))).toEqual([0]);
});

test.each([
  ['gone on with', (client: Opened, url: string) => client.patch(url, 0, bytes.subarray(0, 1000), client.a), 1000],
  ['given up', (client: Opened, url: string) => client.ask('DELETE', url, {}, client.a), undefined],
])('who appends to what another server has meanwhile %s changes nothing', async (_, meanwhile, left) => {
  const client = await opened();
  const { s3, b, begin, patch, offset } = client;
  const url = await begin(all);
  const [stuck, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = patch(url, 0, unfinished(bytes.subarray(0, half), stuck.resolve, over.promise), b);
  await stuck.promise;
  await meanwhile(client, url);
  over.resolve();
  expect([await late, await offset(url)]).toEqual([409, left]);
  expect(kept(s3)).toHaveLength(left === undefined ? 0 : 2);
});

// Whatever becomes of an answer: what is told to be there is there, once.
const faults: readonly (readonly [string, (call: Call) => boolean, Wrong])[] = [
  ['a piece whose answer is lost', (call) => isPut(call) && !isState(call), 'lose-answer'],
  ['a state whose answer is lost', (call) => isPut(call) && isState(call), 'lose-answer'],
  ['a state that is refused', (call) => isPut(call) && isState(call), { status: 409 }],
  ['a state that meets trouble', (call) => isPut(call) && isState(call), { status: 500 }],
  [
    'a piece that breaks off when it is read',
    (call) => call.operation === 'GetObject' && !isState(call),
    { truncate: 1000 },
  ],
];
test.each(faults)('%s costs nothing', async (_, on, wrong) => {
  const { s3, a, b, begin, patch, images } = await opened();
  s3.faults.add({ on, wrong, times: 1 });
  const url = await begin(all);
  s3.faults.clear();
  s3.faults.add({ on, wrong, times: 1 });
  expect(await patch(url, 0, bytes.subarray(0, half), a)).toBe(204);
  s3.faults.add({ on, wrong, times: 1 });
  expect(await patch(url, half, bytes.subarray(half), b)).toBe(204);
  expect(images.map((image) => Buffer.compare(image, bytes))).toEqual([0]);
  expect(pieces(s3)).toEqual([]);
});

test.each([
  ['states', isState],
  ['pieces', (call: Call) => !isState(call)],
] as const)('while the store takes no %s it is 503, what was told stays, and it goes on elsewhere', async (_, on) => {
  const { s3, b, begin, patch, offset, images } = await opened();
  const url = await begin(all);
  expect(await patch(url, 0, bytes.subarray(0, half))).toBe(204);
  s3.faults.add({ on: (call) => isPut(call) && on(call), wrong: { status: 500 } });
  expect(await patch(url, half, bytes.subarray(half))).toBe('storage-unavailable');
  expect(await offset(url, b)).toBe(half);
  s3.faults.clear();
  expect(await patch(url, half, bytes.subarray(half), b)).toBe(204);
  expect(images.map((image) => Buffer.compare(image, bytes))).toEqual([0]);
});

test('a state that comes late, behind a refusal, still finds its piece', async () => {
  const { s3, begin, patch, offset, images } = await opened();
  const url = await begin(all);
  // Made, and nobody hears of it, however often it is asked.
  s3.faults.add({ on: (call) => isPut(call) && isState(call), wrong: 'lose-answer' });
  await patch(url, 0, bytes.subarray(0, half));
  s3.faults.clear();
  expect(await offset(url)).toBe(half);
  expect(await patch(url, half, bytes.subarray(half))).toBe(204);
  expect(images.map((image) => Buffer.compare(image, bytes))).toEqual([0]);
});

test('a body is kept in pieces of 8 MiB as it comes: who is killed loses the last one, and a store that fails too', async () => {
  const { s3, a, b, begin, patch, offset } = await opened();
  const large = Buffer.alloc(17 * mebibyte, bytes);
  const url = await begin(large.length);
  s3.faults.add({ on: (call) => isPut(call) && !isState(call) && pieces(s3).length === 2, wrong: { status: 500 } });
  expect(await patch(url, 0, large, a)).toBe('storage-unavailable');
  expect(await offset(url, b)).toBe(16 * mebibyte);
});

test('however small the steps are, pieces are not', async () => {
  const { s3, a, b, begin, patch, offset, images } = await opened();
  const some = bytes.subarray(0, 600_000);
  const url = await begin(some.length);
  const step = 40_000;
  for (let from = 0; from < some.length; from += step) {
    expect(await patch(url, from, some.subarray(from, from + step), (from / step) % 2 ? a : b)).toBe(204);
    if (from + step >= some.length) break;
    expect(await offset(url)).toBe(from + step);
    expect(pieces(s3).length).toBeLessThanOrEqual(Math.ceil((from + step) / (256 * 1024)));
  }
  expect(images.map((image) => Buffer.compare(image, some))).toEqual([0]);
});

test('where both servers are asked for the end, one hands it over, and the other hears that it is done', async () => {
  const { s3, a, b, begin, patch, offset, images, failures } = await opened();
  const url = await begin(all);
  failures.push('overloaded');
  expect(await patch(url, 0, bytes)).toBe('overloaded');
  const last = () => bytes.subarray(all - 1);
  const outcomes = await Promise.all([patch(url, all - 1, last(), a), patch(url, all - 1, last(), b)]);
  // Each of them is done, or was told to ask.
  for (const outcome of outcomes) expect([204, 409]).toContain(outcome);
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) expect(Buffer.compare(image, bytes)).toBe(0);
  expect([await offset(url, a), await offset(url, b)]).toEqual([all, all]);
  expect(pieces(s3)).toEqual([]);
});

test('an end that is refused here, as the other server has brought it in meanwhile, is done', async () => {
  const { a, b, begin, patch, offset, images, failures } = await opened();
  const url = await begin(all);
  const last = (server: TusUploads) => patch(url, all - 1, bytes.subarray(all - 1), server);
  failures.push('overloaded', async () => {
    expect(await last(b)).toBe(204);
    return 'precondition-failed';
  });
  expect(await patch(url, 0, bytes)).toBe('overloaded');
  expect(await last(a)).toBe(204);
  expect([await offset(url), images.length]).toEqual([all, 1]);
});

test('a piece that is damaged on its way is no reason to give up what was told to be there; one that is gone is', async () => {
  const { s3, begin, patch, offset, images } = await opened();
  const url = await begin(all);
  await patch(url, 0, bytes.subarray(0, half));
  s3.faults.add({ on: (call) => call.operation === 'GetObject' && !isState(call), wrong: 'flip' });
  expect(await patch(url, half, bytes.subarray(half))).toBe('damaged-original');
  s3.faults.clear();
  const [piece = ''] = pieces(s3);
  expect(await offset(url)).toBe(all - 1);
  s3.objects.remove(piece);
  expect(await patch(url, all - 1, bytes.subarray(all - 1))).toBe('not-found');
  expect([await offset(url), images, kept(s3)]).toEqual([undefined, [], []]);
});

test('what is over is erased by any server, and nothing else; what could not be erased is told of', async () => {
  const { s3, a, b, begin, patch, offset, told } = await opened();
  const url = await begin(all);
  await patch(url, 0, bytes.subarray(0, half));
  const young = kept(s3);
  const old = newUploadId(Date.now() - 2 * dayMillis);
  // Also a piece that a server was killed behind.
  for (const name of ['state', '0-12345678']) s3.objects.put(`house//staging/in-pieces/${old}/${name}`, bytes, {}, {});
  s3.objects.put('house//staging/of-a-ticket', bytes, {}, {});
  expect([await a.tidy(), await b.tidy()]).toEqual([2, 0]);
  expect(kept(s3)).toEqual([...young, 'house//staging/of-a-ticket'].sort());
  s3.faults.add({ on: ({ operation }) => operation === 'DeleteObjects', wrong: { status: 500 } });
  expect(await patch(url, half, bytes.subarray(half))).toBe(204);
  expect([await offset(url), told]).toEqual([all, ['uploads.litter']]);
});

test.each([
  ['ignores conditions', 'no-conditions'],
  ['compares an ETag without its quotes', 'like-radosgw'],
] as const)('a store that %s is asked so, and one server’s uploads are right', async (_, honours) => {
  const { a, begin, patch, offset, images } = await opened(honours);
  const url = await begin(all);
  const both = [patch(url, 0, bytes.subarray(0, half), a), patch(url, 0, bytes.subarray(0, half), a)];
  expect((await Promise.all(both)).sort()).toEqual([204, 409]);
  expect(await offset(url)).toBe(half);
  expect(await patch(url, half, bytes.subarray(half), a)).toBe(204);
  expect(images.map((image) => Buffer.compare(image, bytes))).toEqual([0]);
});

test('a step of one piece costs two writes and four reads', async () => {
  const { s3, begin, patch } = await opened();
  const url = await begin(all);
  s3.forget();
  await patch(url, 0, bytes.subarray(0, half));
  const names = s3.calls.map(({ operation }) => operation);
  expect(names).toEqual(['GetObject', 'GetObject', 'GetObject', 'PutObject', 'PutObject', 'GetObject']);
});
