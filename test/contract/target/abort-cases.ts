// Clients that leave: nothing of them stays, and nobody else feels it.
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { noise } from '../../support/bytes.ts';
import { photo } from './stored.ts';
import type { Cases, Client } from './target.ts';

/** Sends this much of a request and leaves. */
async function leave(
  { running }: Client,
  head: readonly string[],
  body: Uint8Array = new Uint8Array(0),
): Promise<void> {
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.write(body, resolve));
  // Long enough for the server to have begun with it.
  await setTimeout(20);
  socket.destroy();
}

/** Resolves when it holds; a case that waits in vain ends by the runner's patience. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

const uploadHead = ({ running }: Client, name: string, length: number) => [
  `PUT /api/images/${name} HTTP/1.1`,
  'Host: x',
  `Authorization: Bearer ${running.token}`,
  `Content-Length: ${length}`,
];

export const abortCases: Cases = {
  async 'an upload that breaks off leaves nothing under its name'({ open }) {
    await leave(open, uploadHead(open, 'left/half.jpg', photo.length), photo.subarray(0, photo.length >> 1));
    expect((await open.manage('/api/images/left/half.jpg')).status).toBe(404);
    expect((await open.put('left/half.jpg', photo)).status).toBe(201);
  },

  async 'an upload that breaks off spoils nothing that was there'({ open }) {
    await open.put('left/kept.jpg', photo);
    await leave(open, uploadHead(open, 'left/kept.jpg', photo.length), photo.subarray(0, 100));
    expect(Buffer.compare((await open.ask('/original/left/kept.jpg')).bytes, photo)).toBe(0);
  },

  async 'who stays is answered when others who asked for the same have left'({ open }) {
    const target = '/img/w=299,blur=9,f=png/photo.jpg';
    const staying = open.ask(target);
    await Promise.all([1, 2, 3].map(() => leave(open, [`GET ${target} HTTP/1.1`, 'Host: x'])));
    expect((await staying).status).toBe(200);
    expect((await open.ask(target)).status).toBe(200);
  },

  async 'what is no HTTP at all ends with its connection, and with nothing else'({ open }) {
    await leave(open, ['\u0016\u0003\u0001 nothing that could be read'], noise(500));
    expect((await open.ask('/healthz')).status).toBe(200);
  },

  async 'files and sockets of clients who left are closed'({ open }) {
    const { descriptors } = open.running;
    if (descriptors === undefined) throw new Error('Expected a way to count them, or this case to be omitted.');
    await open.ask('/original/photo.jpg');
    const before = descriptors();
    for (let times = 0; times < 10; times += 1) {
      await Promise.all([
        leave(open, ['GET /original/photo.jpg HTTP/1.1', 'Host: x']),
        leave(open, [`GET /img/w=${100 + times},f=png/photo.jpg HTTP/1.1`, 'Host: x']),
        leave(open, uploadHead(open, 'left/many.jpg', photo.length), photo.subarray(0, 500)),
      ]);
    }
    // A few that come and go: the pool of this client's own connections, a result on its way to the disk.
    await until(() => descriptors() <= before + 4);
  },

  async 'files and sockets are closed behind answers, refusals and parts'({ open }) {
    const { descriptors } = open.running;
    if (descriptors === undefined) throw new Error('Expected a way to count them, or this case to be omitted.');
    const before = descriptors();
    for (let times = 0; times < 30; times += 1) {
      await open.raw('/original/photo.jpg', { headers: ['Range: bytes=0-1'] });
      await open.raw('/original/photo.jpg', { method: 'HEAD' });
      await open.raw('/original/not-there.jpg');
      await open.raw('/original/photo.jpg');
    }
    await until(() => descriptors() <= before + 4);
  },
};
