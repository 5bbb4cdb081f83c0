// The test server seen by a client that is not ours: the AWS SDK as it comes.
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noise, sha256 } from '../bytes.ts';
import { openS3Server, type S3Server } from './s3-server.ts';

const text = new TextEncoder();

async function opened(honours?: Parameters<typeof openS3Server>[0]) {
  const server = await openS3Server(honours);
  const client = clientOf(server);
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  const at = (Key: string) => ({ Bucket: server.bucket, Key });
  const put = (key: string, body: string, more = {}) =>
    client.send(new PutObjectCommand({ ...at(key), Body: text.encode(body), ...more }));
  return { server, client, at, put };
}

function clientOf({ endpoint, credentials }: Pick<S3Server, 'endpoint' | 'credentials'>, more = {}): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1, ...more });
}

const statusOf = (sent: Promise<{ $metadata: { httpStatusCode?: number } }>) =>
  sent.then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error) => error.$metadata?.httpStatusCode ?? error.name,
  );

describe('the S3 server of the tests', () => {
  test('gives back bytes, type and user metadata of what was put, under any name', async () => {
    const { client, at, put } = await opened();
    for (const key of ['a', 'a b/ü+&=?#%41.jpg', "it's (1)!*", '日本/画像.png']) {
      await put(key, key, { ContentType: 'image/png', Metadata: { image: '{"a":1}' } });
      const got = await client.send(new GetObjectCommand(at(key)));
      expect(await got.Body?.transformToString()).toBe(key);
      expect([got.ContentType, got.Metadata]).toEqual(['image/png', { image: '{"a":1}' }]);
      const headed = await client.send(new HeadObjectCommand(at(key)));
      expect([headed.ContentLength, headed.ETag]).toEqual([text.encode(key).byteLength, got.ETag]);
    }
  });

  test('refuses a wrong secret, an unknown key and a request without a signature', async () => {
    const { server, at } = await opened();
    for (const credentials of [
      { ...server.credentials, secretAccessKey: 'another' },
      { ...server.credentials, accessKeyId: 'another' },
    ]) {
      const stranger = clientOf({ ...server, credentials });
      expect(await statusOf(stranger.send(new PutObjectCommand({ ...at('a'), Body: text.encode('a') })))).toBe(403);
      stranger.destroy();
    }
    expect((await fetch(`${server.endpoint}/${server.bucket}/a`, { method: 'PUT', body: 'a' })).status).toBe(403);
    expect(server.objects.keys()).toEqual([]);
  });

  test('creates only where there is nothing, and replaces only what is named', async () => {
    const { client, at, put } = await opened();
    const first = await put('a', '1', { IfNoneMatch: '*' });
    expect(await statusOf(put('a', '2', { IfNoneMatch: '*' }))).toBe(412);
    expect(await statusOf(put('a', '2', { IfMatch: '"other"' }))).toBe(412);
    expect(await statusOf(put('b', '2', { IfMatch: first.ETag }))).toBe(404);
    await put('a', '2', { IfMatch: first.ETag });
    expect(await statusOf(client.send(new GetObjectCommand({ ...at('a'), IfMatch: first.ETag })))).toBe(412);
    const racing = Array.from({ length: 10 }, (_, index) => statusOf(put('c', String(index), { IfNoneMatch: '*' })));
    expect((await Promise.all(racing)).filter((status) => status === 200)).toHaveLength(1);
  });

  test('ignores conditions where it is told to be such a store', async () => {
    const { put } = await opened('no-conditions');
    await put('a', '1', { IfNoneMatch: '*' });
    expect(await statusOf(put('a', '2', { IfNoneMatch: '*' }))).toBe(200);
  });

  test('answers ranges, 416 and 304', async () => {
    const { client, at, put } = await opened();
    const { ETag } = await put('a', '0123456789');
    const get = (more: object) => client.send(new GetObjectCommand({ ...at('a'), ...more }));
    const part = await get({ Range: 'bytes=2-5' });
    expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['2345', 'bytes 2-5/10']);
    expect(await (await get({ Range: 'bytes=-3' })).Body?.transformToString()).toBe('789');
    expect(await statusOf(get({ Range: 'bytes=10-' }))).toBe(416);
    expect(await statusOf(get({ IfNoneMatch: ETag }))).toBe(304);
  });

  test('lists in pages by the bytes of names, behind a name, and deletes many at once', async () => {
    const { server, client, put } = await opened();
    const keys = ['p/a', 'p/a b', 'p/a!', 'p/ä&<>"', 'p/\u{1F600}', 'p/\uFFFD', 'q'];
    for (const key of keys) await put(key, key);
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const asked = { Bucket: server.bucket, Prefix: 'p/', MaxKeys: 4, StartAfter: 'p/a', ContinuationToken };
      const page = await client.send(new ListObjectsV2Command(asked));
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(['p/a b', 'p/a!', 'p/ä&<>"', 'p/\uFFFD', 'p/\u{1F600}']);
    const Objects = found.map((Key) => ({ Key }));
    await client.send(new DeleteObjectsCommand({ Bucket: server.bucket, Delete: { Objects } }));
    expect(server.objects.keys()).toEqual(['p/a', 'q']);
    await client.send(new DeleteObjectCommand({ Bucket: server.bucket, Key: 'q' }));
    expect(server.objects.keys()).toEqual(['p/a']);
  });

  test('puts parts together, under conditions', async () => {
    const { server, client, at } = await opened();
    const bytes = noise(5 * 1024 ** 2 + 10);
    const send = async (more: object) => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at('big'), Metadata: { a: '1' } }));
      const Parts = [];
      for (const [index, Body] of [bytes.subarray(0, 5 * 1024 ** 2), bytes.subarray(5 * 1024 ** 2)].entries()) {
        const PartNumber = index + 1;
        const { ETag } = await client.send(new UploadPartCommand({ ...at('big'), UploadId, PartNumber, Body }));
        Parts.push({ ETag, PartNumber });
      }
      const whole = { ...at('big'), UploadId, MultipartUpload: { Parts }, ...more };
      const status = await statusOf(client.send(new CompleteMultipartUploadCommand(whole)));
      if (status !== 200) await client.send(new AbortMultipartUploadCommand({ ...at('big'), UploadId }));
      return status;
    };
    expect(await send({ IfNoneMatch: '*' })).toBe(200);
    expect(await send({ IfNoneMatch: '*' })).toBe(412);
    expect(server.objects.uploads()).toBe(0);
    const got = await client.send(new GetObjectCommand(at('big')));
    expect(got.Metadata).toEqual({ a: '1' });
    expect(sha256((await got.Body?.transformToByteArray()) ?? bytes.subarray(1))).toBe(sha256(bytes));
  });

  test('does wrong what it is told to, as often as it is told', async () => {
    const { server, client, at, put } = await opened();
    server.faults.add({ on: ({ operation }) => operation === 'PutObject', wrong: { status: 500 }, times: 1 });
    expect(await statusOf(put('a', 'abcdef'))).toBe(500);
    server.faults.add({ on: ({ key }) => key === 'a', wrong: 'lose-answer', times: 1 });
    expect(await statusOf(put('a', 'abcdef'))).not.toBe(200);
    expect(server.objects.keys()).toEqual(['a']);
    for (const wrong of [{ truncate: 3 }, 'flip'] as const) {
      server.faults.add({ on: () => true, wrong, times: 1 });
      const body = client.send(new GetObjectCommand(at('a'))).then(({ Body }) => Body?.transformToString());
      expect(await body.catch(() => 'broken')).not.toBe('abcdef');
    }
    server.faults.add({ on: () => true, wrong: 'stall' });
    const abortSignal = AbortSignal.timeout(50);
    expect(await statusOf(client.send(new GetObjectCommand(at('a')), { abortSignal }))).not.toBe(200);
    server.faults.clear();
    expect(await statusOf(client.send(new GetObjectCommand(at('a'))))).toBe(200);
    expect(server.calls.map(({ operation }) => operation).slice(0, 2)).toEqual(['PutObject', 'PutObject']);
  });

  test('does not take frames for content', async () => {
    const { client, at } = await opened();
    const Body = Readable.from([noise(100)]);
    const sent = client.send(new PutObjectCommand({ ...at('a'), Body, ContentLength: 100 }));
    expect(await statusOf(sent)).toBe(501);
  });
});
