// Clients that are slow, stand still or leave, on real sockets, with timeouts that a test can wait for.
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { rawRequest } from '../../support/raw-request.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

const idleMillis = 400;
// Beyond what the sockets of both ends hold: a client that does not read is noticed.
const large = await sharp(noise(2600, 2000), { raw: { width: 2600, height: 2000, channels: 3 } })
  .png({ compressionLevel: 0 })
  .toBuffer();

let server: Served;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageserver-test-'));
  server = await serve(folder, {
    IMG_HEADERS_MILLIS: '300',
    IMG_IDLE_MILLIS: String(idleMillis),
    IMG_UPLOAD_RATE: '40KiB',
    IMG_KEEP_ALIVE_MILLIS: '100',
    IMG_LIMIT_HEADER_BYTES: '4KiB',
  });
  expect((await put('large.png', large)).status).toBe(201);
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function noise(width: number, height: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: width * height * 3 }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state >> 16;
  });
}

function put(name: string, bytes: Uint8Array): Promise<Response> {
  const headers = { authorization: `Bearer ${server.token}` };
  return fetch(`${server.url}/api/images/${name}`, { method: 'PUT', body: new Uint8Array(bytes), headers });
}

function dial(text: string): { socket: Socket; ended: Promise<string> } {
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.on('data', (chunk) => (said += chunk.toString('latin1')));
  const ended = new Promise<string>((resolve) => socket.on('error', () => {}).once('close', () => resolve(said)));
  socket.write(text);
  return { socket, ended };
}

/** Sends a piece every few milliseconds until the other side has had enough. */
async function trickle(socket: Socket, piece: string, everyMillis: number): Promise<void> {
  while (!socket.destroyed && socket.writable) {
    socket.write(piece);
    await sleep(everyMillis);
  }
}

const putHead = (name: string, byteLength: number) =>
  `PUT /api/images/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nContent-Length: ${byteLength}\r\n\r\n`;

function expectProblem(said: string, status: number, code: string): void {
  expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(said).toContain('Content-Type: application/problem+json'.toLowerCase());
  expect(said).toContain('connection: close'.replace('c', 'C'));
  expect(JSON.parse(said.slice(said.indexOf('\r\n\r\n') + 4))).toMatchObject({ status, code });
}

/** Files of pVol that the server has open. */
function openOriginals(): number {
  const folder = `/proc/${server.process.pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).includes('/pvol/');
    } catch {
      return false;
    }
  }).length;
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !holds(); turn += 1) await sleep(20);
  expect(holds()).toBe(true);
}

describe.runIf(process.platform === 'linux')('4.7 slow clients', () => {
  it('a head that trickles in is 408, as a problem document', async () => {
    const { socket, ended } = dial('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    void trickle(socket, 'X-A: b\r\n', 50);
    expectProblem(await ended, 408, 'request-timeout');
  });

  it('an upload that stands still is 408, and nothing of it stays', async () => {
    const before = openOriginals();
    const { ended } = dial(`${putHead('still.png', large.byteLength)}${large.toString('latin1', 0, 1)}`);
    expectProblem(await ended, 408, 'request-timeout');
    await until(() => openOriginals() === before);
    expect((await fetch(`${server.url}/original/still.png`)).status).toBe(404);
  });

  it('an upload that comes more slowly than it has to is 408', async () => {
    const { socket, ended } = dial(putHead('slow.png', large.byteLength));
    void trickle(socket, 'x'.repeat(100), 20);
    expectProblem(await ended, 408, 'request-timeout');
  });

  it('an upload that is fast enough may take longer than that', async () => {
    const bytes = large.subarray(0);
    const { socket, ended } = dial(putHead('steady.png', bytes.byteLength));
    const pieces = 20;
    const size = Math.ceil(bytes.byteLength / pieces);
    for (let from = 0; from < bytes.byteLength; from += size) {
      socket.write(bytes.subarray(from, from + size));
      await sleep((idleMillis * 3) / pieces);
    }
    expect(await ended).toMatch(/^HTTP\/1\.1 201 /);
  });

  it('a client that does not take its original is cut off, and its file is closed', async () => {
    const before = openOriginals();
    const { socket, ended } = dial('GET /original/large.png HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.pause();
    await until(() => openOriginals() > before);
    await until(() => openOriginals() === before);
    socket.resume();
    expect((await ended).length).toBeLessThan(large.byteLength);
  });

  it('one that takes it slowly but steadily gets all of it', async () => {
    const { socket, ended } = dial('GET /original/large.png HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const begun = performance.now();
    let taken = 0;
    socket.on('data', (chunk) => {
      taken += chunk.byteLength;
      socket.pause();
      // In about three times the patience of the server.
      const due = (taken / large.byteLength) * idleMillis * 3;
      setTimeout(() => socket.resume(), Math.max(0, due - (performance.now() - begun)));
    });
    expect((await ended).length).toBeGreaterThan(large.byteLength);
  });

  it('whoever waits for a render is not cut off, however long it takes', async () => {
    const begun = performance.now();
    const answer = await fetch(`${server.url}/img/blur=90~w=1200,f=png/large.png`);
    expect(performance.now() - begun).toBeGreaterThan(idleMillis);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  });

  it('clients that leave while their original is sent or their picture rendered leave no file open', async () => {
    const before = openOriginals();
    for (let turn = 0; turn < 20; turn += 1) {
      const target = turn % 2 === 0 ? '/original/large.png' : `/img/w=${1000 + turn},blur=9,f=png/large.png`;
      const { socket } = dial(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await sleep(turn * 3);
      socket.destroy();
    }
    await until(() => openOriginals() === before);
    expect((await fetch(`${server.url}/img/w=20/large.png`)).status).toBe(200);
  });

  it('a connection without a request is closed after a while', async () => {
    const { ended } = dial('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await ended).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('4.6 what cannot be read', () => {
  it.each([
    [
      'a head that is too large',
      `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(5000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['no HTTP', 'hello\r\n\r\n', 400, 'bad-request'],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'bad-request'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'bad-request',
    ],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'bad-request'],
  ])('%s is refused with a problem document', async (_, text, status, code) => {
    expectProblem(await dial(text).ended, status, code);
  });
});

describe('SIGTERM', () => {
  it('is said by /readyz at once, while accepted and new requests are answered; then the server ends with 0', async () => {
    const leaving = await serve(await scratchFolder(), { IMG_DRAIN_DELAY_MILLIS: '400', IMG_MVOL_BYTES: '0' });
    const ready = () => rawRequest(leaving.port, '/readyz');
    expect((await ready()).status).toBe(200);
    const kept = connect(leaving.port, '127.0.0.1').on('error', () => {});
    kept.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const bytes = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#369' } })
      .jpeg()
      .toBuffer();
    const headers = { authorization: `Bearer ${leaving.token}` };
    await fetch(`${leaving.url}/api/images/x.jpg`, { method: 'PUT', body: new Uint8Array(bytes), headers });
    const underWay = fetch(`${leaving.url}/img/w=1500,blur=20,f=png/x.jpg`);
    await sleep(50);
    const code = leaving.stop('SIGTERM');
    await sleep(50);
    expect((await ready()).status).toBe(503);
    expect((await fetch(`${leaving.url}/healthz`)).status).toBe(200);
    const answer = await underWay;
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')));
    expect(await code).toBe(0);
    await expect(ready()).rejects.toThrow('ECONNREFUSED');
    kept.destroy();
  });
});
