// Resumable uploads with tus-js-client as it is, against a whole server.
import sharp from 'sharp';
import { Upload } from 'tus-js-client';
import { expect, onTestFinished, test } from 'vitest';
import { noise } from '../../support/bytes.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

const chunkSize = 100_000;

async function served(folder: string): Promise<Served> {
  const server = await serve(folder);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

/** A picture of about so many bytes. */
function noisePng(byteLength: number): Promise<Buffer> {
  const [width, height, channels] = [300, Math.floor(byteLength / 900), 3] as const;
  return sharp(noise(width * height * channels), { raw: { width, height, channels } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

interface Sent {
  readonly url: string | null;
  readonly bytes: number;
  readonly error?: Error;
}

/** Until it is done, refused, or so many bytes have been acknowledged. */
function send(
  server: Served,
  bytes: Buffer,
  {
    headers,
    metadata = {},
    stopAt = Number.POSITIVE_INFINITY,
    url,
  }: {
    headers?: Record<string, string>;
    metadata?: Record<string, string>;
    stopAt?: number;
    url?: string | null;
  } = {},
): Promise<Sent> {
  return new Promise((resolve) => {
    const upload = new Upload(bytes, {
      endpoint: `${server.url}/api/resumable`,
      headers: headers ?? { Authorization: `Bearer ${server.token}` },
      ...(url && { uploadUrl: url }),
      ...{ metadata, chunkSize, retryDelays: null },
      onSuccess: () => resolve({ url: upload.url, bytes: bytes.length }),
      onError: (error) => resolve({ url: upload.url, bytes: 0, error }),
      onChunkComplete(_size, accepted) {
        if (accepted < stopAt || accepted === bytes.length) return;
        void upload.abort().then(() => resolve({ url: upload.url, bytes: accepted }));
      },
    });
    upload.start();
  });
}

const original = async ({ url }: Served, name: string) =>
  Buffer.from(await (await fetch(`${url}/original/${name}`)).arrayBuffer());
const ask = (server: Served, target: string, init: RequestInit = {}) =>
  fetch(`${server.url}${target}`, { ...init, headers: { Authorization: `Bearer ${server.token}`, ...init.headers } });

test('an upload is stopped, goes on after a kill of the server, and becomes an image with all that was said of it', async () => {
  const folder = await scratchFolder();
  const bytes = await noisePng(600_000);
  const first = await served(folder);
  const metadata = { name: 'a/1', filetype: 'image/png', tags: 'x', private: 'false', metadata: '{"k":"v"}' };
  const stopped = await send(first, bytes, { metadata, stopAt: 250_000 });
  expect(stopped.bytes).toBeGreaterThanOrEqual(250_000);
  expect(stopped.bytes).toBeLessThan(bytes.length);
  expect((await ask(first, '/api/images/a/1')).status).toBe(404);
  await first.stop('SIGKILL');
  const second = await served(folder);
  const path = new URL(stopped.url ?? '').pathname;
  const head = await ask(second, path, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect(Number(head.headers.get('upload-offset'))).toBeGreaterThanOrEqual(stopped.bytes);
  expect(await send(second, bytes, { metadata, url: `${second.url}${path}` })).toMatchObject({ bytes: bytes.length });
  expect(await original(second, 'a/1')).toEqual(bytes);
  expect(await (await ask(second, '/api/images/a/1')).json()).toMatchObject({ tags: ['x'], metadata: { k: 'v' } });
  // Its answer may have been lost: who asks again hears that it is done.
  const again = await ask(second, path, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect([again.status, again.headers.get('upload-offset')]).toEqual([200, String(bytes.length)]);
});

test('a ticket begins one upload, whose name and bytes are bounded by it; bytes that are no image are refused', async () => {
  const server = await served(await scratchFolder());
  const bytes = await noisePng(300_000);
  const made = await ask(server, '/api/uploads', {
    method: 'POST',
    body: JSON.stringify({ prefix: 't/', maxBytes: bytes.length }),
  });
  const { ticket } = (await made.json()) as { ticket: string };
  const headers = { 'Upload-Ticket': ticket };
  for (const [some, metadata] of [
    [bytes, { name: 'b' }],
    [Buffer.alloc(bytes.length + 1), {}],
  ] as const) {
    expect((await send(server, some, { headers, metadata })).error).toBeDefined();
  }
  const stopped = await send(server, bytes, { headers, metadata: { name: 't/b' }, stopAt: 1 });
  // Nobody else goes on with it: not another ticket, and not the owner's token.
  const path = new URL(stopped.url ?? '').pathname;
  for (const others of [{ 'Upload-Ticket': 'tkt_x' }, {}]) {
    const head = await ask(server, path, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0', ...others } });
    expect(head.status).toBe(404);
  }
  expect(await send(server, bytes, { headers, url: stopped.url })).toMatchObject({ bytes: bytes.length });
  expect(await original(server, 't/b')).toEqual(bytes);
  expect((await send(server, bytes, { headers })).error?.message).toContain('403');

  const text = Buffer.from('no image '.repeat(30_000));
  expect((await send(server, text, { metadata: { name: 'c' } })).error?.message).toContain('unsupported-type');
  expect((await ask(server, '/api/images/c')).status).toBe(404);
});

test('an upload is given up, and nothing begins without a token; refusals are problem documents', async () => {
  const server = await served(await scratchFolder());
  const bytes = await noisePng(300_000);
  const { url } = await send(server, bytes, { stopAt: 1 });
  await Upload.terminate(url ?? '', { headers: { Authorization: `Bearer ${server.token}` } });
  const gone = await ask(server, new URL(url ?? '').pathname, {
    method: 'DELETE',
    headers: { 'Tus-Resumable': '1.0.0' },
  });
  expect(gone.status).toBe(404);
  expect(await gone.json()).toMatchObject({ code: 'not-found', status: 404 });
  expect((await send(server, bytes, { headers: {} })).error?.message).toContain('401');
  const preflight = await fetch(`${server.url}/api/resumable`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://page.example' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination,expiration');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Upload-Ticket');
});
