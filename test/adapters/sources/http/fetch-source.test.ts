// Threats T-09 to T-11: what another server may send, how long it may take, and what it learns of whoever asked.
import { expect, it } from 'vitest';
import { bytesOf, otherServer, patience, sourcesOn } from './other-server.ts';

const urlOf = (port: number) => `http://images.example:${port}/photos/a.jpg?size=large`;

it('the bytes of an allowed host are fetched, and it learns nothing but what is wanted', async () => {
  const other = await otherServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': 'a=b' }).end(Buffer.alloc(300_000, 7));
  });
  const bytes = await bytesOf(sourcesOn([other.port])(urlOf(other.port), patience()));
  expect(bytes).toEqual(new Uint8Array(300_000).fill(7));
  const [request] = other.requests;
  expect(request?.url).toBe('/photos/a.jpg?size=large');
  expect(request?.headers).toEqual({
    host: `images.example:${other.port}`,
    accept: 'image/*',
    'accept-encoding': 'identity',
    'user-agent': 'imageserver',
    connection: 'close',
  });
});

it.each([
  ['an error', 500, {}],
  ['nothing new', 304, {}],
  ['part of an image', 206, {}],
  ['encoded bytes', 200, { 'Content-Encoding': 'gzip' }],
])('T-09: a server that answers with %s is a bad source', async (_, status, headers) => {
  const other = await otherServer((_, response) => void response.writeHead(status, headers).end());
  await expect(sourcesOn([other.port])(urlOf(other.port), patience())).rejects.toMatchObject({ code: 'bad-source' });
});

it.each([404, 410])('a server that answers %i has no such source', async (status) => {
  const other = await otherServer((_, response) => void response.writeHead(status).end());
  await expect(sourcesOn([other.port])(urlOf(other.port), patience())).rejects.toMatchObject({ code: 'not-found' });
});

it('T-09: more bytes than are taken are refused by their length, and while they come where none was said', async () => {
  const announced = await otherServer(
    (_, response) => void response.writeHead(200, { 'Content-Length': 2_000_000 }).flushHeaders(),
  );
  await expect(sourcesOn([announced.port])(urlOf(announced.port), patience())).rejects.toMatchObject({
    code: 'too-large',
  });
  let sent = 0;
  const endless = await otherServer((_, response) => {
    const more = () => {
      sent += 100_000;
      if (!response.destroyed) response.write(Buffer.alloc(100_000), () => setImmediate(more));
    };
    more();
  });
  const work = bytesOf(sourcesOn([endless.port])(urlOf(endless.port), patience()));
  await expect(work).rejects.toMatchObject({ code: 'too-large' });
  expect(sent).toBeLessThan(20_000_000);
});

it('T-09: a server that takes too long, by its head or by its body, is given up', async () => {
  const silent = await otherServer(() => {});
  const started = sourcesOn([silent.port], { millis: 300 })(urlOf(silent.port), patience());
  await expect(started).rejects.toMatchObject({ code: 'source-timeout' });
  const trickling = await otherServer((_, response) => {
    const timer = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(timer));
  });
  const late = bytesOf(sourcesOn([trickling.port], { millis: 600 })(urlOf(trickling.port), patience()));
  await expect(late).rejects.toMatchObject({ code: 'source-timeout' });
  // Long before its time is up: it sends less than ten kilobytes a second.
  const slow = bytesOf(sourcesOn([trickling.port], { millis: 100_000 })(urlOf(trickling.port), patience()));
  await expect(slow).rejects.toMatchObject({ code: 'source-timeout' });
});

it('a server that breaks off, that cannot be reached, or whose name is unknown is a bad source', async () => {
  const broken = await otherServer((_, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('abc', () => response.destroy());
  });
  await expect(bytesOf(sourcesOn([broken.port])(urlOf(broken.port), patience()))).rejects.toMatchObject({
    code: 'bad-source',
  });
  await expect(sourcesOn([1])(urlOf(1), patience())).rejects.toMatchObject({ code: 'bad-source' });
  const unknown = sourcesOn([80], { resolve: () => Promise.reject(new Error('ENOTFOUND')) });
  await expect(unknown('http://images.example:80/', patience())).rejects.toMatchObject({ code: 'forbidden' });
});

it('whoever leaves ends the transfer', async () => {
  const leaving = new AbortController();
  let closed = 0;
  const other = await otherServer((_, response) => {
    response.on('close', () => {
      closed += 1;
    });
    response.write('abc');
  });
  const { body } = await sourcesOn([other.port])(urlOf(other.port), leaving.signal);
  const reader = body.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('abc');
  const next = reader.read();
  leaving.abort();
  await expect(next).rejects.toMatchObject({ code: 'aborted' });
  await expect.poll(() => closed).toBe(1);
});
