// Threats T-11 and T-24 to T-26 on real sockets: what an HTTP parser, a body without a length and slow clients can do.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawPicture } from '../core/dispatcher/pictures.ts';
import { rawRequest } from '../support/raw-request.ts';
import { type Served, serve } from '../support/served.ts';

const uploadBytes = 1024 * 1024;
let server: Served;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageserver-test-'));
  server = await serve(folder, {
    IMG_LIMIT_UPLOAD_BYTES: String(uploadBytes),
    IMG_RENDERERS: '0',
    IMG_IDLE_MILLIS: '500',
    IMG_HEADERS_MILLIS: '500',
  });
  const body = await drawPicture('jpg');
  const stored = await fetch(`${server.url}/api/images/a.jpg`, { method: 'PUT', body, headers: bearer() });
  expect(stored.status).toBe(201);
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const bearer = () => ({ authorization: `Bearer ${server.token}` });

/** Everything that comes back for these bytes until the connection is closed. */
function exchange(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.on('error', () => {}).once('close', () => resolve(said));
    socket.write(text, 'latin1');
  });
}

it('T-11: an absolute-form target and a foreign Host get the bytes and the tag of the clean request', async () => {
  const clean = await rawRequest(server.port, '/img/w=8/a.jpg');
  expect(clean.status).toBe(200);
  for (const [target, headers] of [
    ['http://evil.example/img/w=8/a.jpg', []],
    ['/img/w=8/a.jpg', ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: gopher', 'Forwarded: host=evil.example']],
  ] as const) {
    const answer = await rawRequest(server.port, target, { headers });
    expect([answer.status, answer.headers.get('etag'), answer.body]).toEqual([
      200,
      clean.headers.get('etag'),
      clean.body,
    ]);
  }
});

const get = 'GET /img/w=8/a.jpg HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = '0\r\n\r\n';

it.each<[string, string]>([
  ['length and chunks', `Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 6\r\n\r\n'],
  ['a space before the colon', `Transfer-Encoding : chunked\r\n\r\n${chunked}`],
  ['a folded line', `Transfer-Encoding:\r\n chunked\r\n\r\n${chunked}`],
  ['a length that is no number', 'Content-Length: +6\r\n\r\n'],
  ['a negative length', 'Content-Length: -6\r\n\r\n'],
  ['lengths in a list', 'Content-Length: 6, 6\r\n\r\n'],
  ['an unknown coding', `Transfer-Encoding: xchunked\r\n\r\n${chunked}`],
  ['chunked before another coding', `Transfer-Encoding: chunked, gzip\r\n\r\n${chunked}`],
  ['a coding with a control', `Transfer-Encoding: \x0bchunked\r\n\r\n${chunked}`],
  ['a name with a control', `X\x01: y\r\nContent-Length: 0\r\n\r\n`],
  ['a bare carriage return', 'X: a\rContent-Length: 6\r\n\r\n'],
  ['a bare line feed', 'X: a\nContent-Length: 0\r\n\r\n'],
  ['chunks that end in line feeds', 'Transfer-Encoding: chunked\r\n\r\n0\n\n'],
  ['a line feed in a chunk extension', 'Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n'],
  ['a chunk of no size', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ['a chunk of a size beyond numbers', 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n'],
])(
  'T-24: a request with %s is refused and its connection closed, and what follows is never answered',
  async (_, rest) => {
    const said = await exchange(
      `PUT /api/images/b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n${rest}${get}`,
    );
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(said).not.toContain('image/jpeg');
  },
);

it('T-25: chunks beyond the limit are refused as they come, and nothing of them stays', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  let sent = 0;
  const said = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    let answer = '';
    const more = () => {
      if (answer !== '' || sent >= 64 * uploadBytes || socket.destroyed) return;
      sent += 0x10000;
      socket.write(chunk, () => setImmediate(more));
    };
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => {}).once('close', () => resolve(answer));
    socket.write(
      `PUT /api/images/big HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    more();
  });
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
  // What sockets of both sides hold is on its way when the answer comes.
  expect(sent).toBeLessThan(uploadBytes + 16 * 1024 * 1024);
  await expect.poll(() => readdir(join(folder, 'pvol', 'staging'))).toEqual([]);
});

it('T-26: fifty uploads that trickle are all cut off, and others are answered meanwhile', async () => {
  const trickles = Array.from({ length: 50 }, (_, index) => {
    const socket = connect(server.port, '127.0.0.1');
    const closed = new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()));
    socket.resume();
    socket.write(
      `PUT /api/images/t${index} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nContent-Length: 100000\r\n\r\n`,
    );
    const timer = setInterval(() => socket.write('x'), 200);
    return closed.finally(() => clearInterval(timer));
  });
  expect((await fetch(`${server.url}/img/w=9/a.jpg`)).status).toBe(200);
  await Promise.all(trickles);
  await expect.poll(() => readdir(join(folder, 'pvol', 'staging'))).toEqual([]);
});
