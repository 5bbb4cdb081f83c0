// The Node target from outside: a real process, real files, real sockets.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { childrenOf } from '../../../infra/bench/hostile/family.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve, sources } from '../../support/served.ts';

async function served(settings: Record<string, string> = {}, folder?: string, command?: string): Promise<Served> {
  const server = await serve(folder ?? (await scratchFolder()), { IMG_RENDERERS: '0', ...settings }, command);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

function picture(width = 300, height = 200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
    .jpeg()
    .toBuffer();
}

async function store(server: Served, name: string, bytes: Uint8Array): Promise<Response> {
  return fetch(`${server.url}/api/images/${name}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { authorization: `Bearer ${server.token}` },
  });
}

describe('imageserver serve', () => {
  it('from sources, prints its address, its data directory and where the token is kept, but not the token', async () => {
    const folder = await scratchFolder();
    const server = await served({}, folder, sources);
    const { out } = server.printed();
    expect(out).toContain(server.url);
    expect(out).toContain(folder);
    expect(out).toContain(join(folder, 'token'));
    expect(out).not.toContain(server.token);
    expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600);
  });

  it('stores a photo and gives it back transformed', async () => {
    const server = await served();
    expect((await store(server, 'a/b.jpg', await picture())).status).toBe(201);
    const answer = await fetch(`${server.url}/img/w=150,f=webp/a/b.jpg`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    const { width, height, format } = await sharp(await answer.arrayBuffer()).metadata();
    expect({ width, height, format }).toEqual({ width: 150, height: 100, format: 'webp' });
  });

  it('has every acknowledged upload after a kill and a restart on the same directory', async () => {
    const folder = await scratchFolder();
    const first = await served({}, folder);
    const bytes = await picture();
    expect((await store(first, 'kept.jpg', bytes)).status).toBe(201);
    await first.stop('SIGKILL');
    const second = await served({}, folder);
    expect(second.token).toBe(first.token);
    const answer = await fetch(`${second.url}/original/kept.jpg`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('refuses a data directory that another server holds, with one line', async () => {
    const folder = await scratchFolder();
    await served({}, folder);
    await expect(serve(folder)).rejects.toThrow(/ended with 78: imageserver did not start: [^\n]+\n$/);
  });

  it('refuses a bad setting with one line', async () => {
    const folder = await scratchFolder();
    await expect(serve(folder, { IMG_RENDERERS: 'lots' })).rejects.toThrow(
      /^The server ended with 78: imageserver did not start: Expected `cores` or [^\n]+ for setting IMG_RENDERERS but received "lots"\.\n$/,
    );
    await expect(serve(folder, { IMG_NEW: '1' })).rejects.toThrow(/ended with 78: .*IMG_NEW/);
  });

  it('says in one line that the port is taken', async () => {
    const server = await served();
    const folder = await scratchFolder();
    await expect(serve(folder, { PORT: String(server.port) })).rejects.toThrow(
      /ended with 78: (?:\{.*\}\n)*.*address is in use[^\n]*\n$/,
    );
  });

  it('finishes what it has accepted and exits 0 on SIGTERM', async () => {
    const server = await served({ IMG_MVOL_BYTES: '0', IMG_METRICS: 'open', IMG_RENDERERS: '1' });
    await store(server, 'big.jpg', await picture(3000, 2000));
    const underway = fetch(`${server.url}/img/w=1500,blur=20,f=png/big.jpg`);
    const isRendering = async () => /renders_running 1/.test(await (await fetch(`${server.url}/metrics`)).text());
    while (!(await isRendering()));
    const code = server.stop('SIGTERM');
    const answer = await underway;
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')));
    expect(await code).toBe(0);
  });

  it('renders in child processes by default, and inside the server with IMG_RENDERERS=0', async () => {
    for (const IMG_RENDERERS of ['cores', '0']) {
      const server = await served({ IMG_RENDERERS });
      await store(server, 'x.jpg', await picture());
      expect((await fetch(`${server.url}/img/w=10/x.jpg`)).status).toBe(200);
      const hasChildren = childrenOf(server.process.pid ?? 0).length > 0;
      if (process.platform === 'linux') expect(hasChildren).toBe(IMG_RENDERERS === 'cores');
    }
  });
});

describe('the raw request target', () => {
  it('reaches the dispatcher as it was sent: dots and escapes are refused, not tidied away', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    for (const target of [
      '/img/w=10/../x.jpg',
      '/img/w=10/a/%2e%2e/x.jpg',
      '/img/w=10/..%2fx.jpg',
      '/img/w=10/x%00.jpg',
      '/img/w=10/%zz.jpg',
      '/img/w=10/%ff.jpg',
      '/img/w=10//x.jpg',
      '/img/w=10/a\\x.jpg',
    ]) {
      const { status, headers, body } = await rawRequest(server.port, target);
      expect({ target, status, type: headers.get('content-type') }).toEqual({
        target,
        status: 400,
        type: 'application/problem+json',
      });
      expect(JSON.parse(body).code).toMatch(/^bad-(name|target)$/);
    }
    expect((await rawRequest(server.port, '/img/w=10/x.jpg')).status).toBe(200);
  });

  it('may be in absolute form, whose authority changes nothing', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    const plain = await rawRequest(server.port, '/img/w=10/x.jpg');
    const absolute = await rawRequest(server.port, 'http://evil.example/img/w=10/x.jpg', {
      headers: ['X-Forwarded-Host: evil'],
    });
    expect(absolute.status).toBe(200);
    expect(absolute.body).toBe(plain.body);
    expect(absolute.headers.get('etag')).toBe(plain.headers.get('etag'));
  });
});

describe('an upload that waits for 100 Continue', () => {
  it('is asked for its body only when it will be taken', async () => {
    const server = await served();
    const bytes = await picture();
    const head = (token: string) => [
      `Content-Length: ${bytes.byteLength}`,
      'Expect: 100-continue',
      `Authorization: Bearer ${token}`,
    ];
    const refused = await rawRequest(server.port, '/api/images/x.jpg', {
      method: 'PUT',
      headers: head('no-such-token'),
      body: bytes,
    });
    expect(refused.status).toBe(401);
    const interim = await rawRequest(server.port, '/api/images/x.jpg', {
      method: 'PUT',
      headers: head(server.token),
      body: bytes,
    });
    // The interim answer comes first on the wire, the final one behind it.
    expect(interim.status).toBe(100);
    expect(interim.body).toMatch(/^HTTP\/1\.1 201 /);
  });
});

describe('the front', () => {
  it('answers a hit as the dispatcher would: same bytes, same headers but for the cache status', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    const url = `${server.url}/img/w=64/x.jpg`;
    const [miss, hit] = [await fetch(url), await fetch(url)];
    expect(Buffer.from(await hit.arrayBuffer()).equals(Buffer.from(await miss.arrayBuffer()))).toBe(true);
    expect(hit.headers.get('cache-status')).toContain('hit');
    const changing = new Set(['cache-status', 'server-timing', 'date']);
    const stable = (answer: Response) => [...answer.headers].filter(([name]) => !changing.has(name)).sort();
    expect(stable(hit)).toEqual(stable(miss));
  });

  it('answers 304 to the tag it gave, without a body', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    const target = '/img/w=64/x.jpg';
    const tag = (await rawRequest(server.port, target)).headers.get('etag') ?? '';
    const again = await rawRequest(server.port, target, { headers: [`If-None-Match: ${tag}`] });
    expect(again.status).toBe(304);
    expect(again.body).toBe('');
    expect(again.headers.get('etag')).toBe(tag);
    expect(again.headers.has('content-type')).toBe(false);
    expect((await rawRequest(server.port, target, { headers: ['If-None-Match: "other"'] })).status).toBe(200);
  });

  it('never answers with another client’s format', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    const url = `${server.url}/img/w=64,f=auto/x.jpg`;
    const typeFor = async (accept: string) => {
      const answer = await fetch(url, { headers: { accept } });
      expect(answer.headers.get('vary')).toBe('Accept');
      return answer.headers.get('content-type');
    };
    for (let round = 0; round < 3; round += 1) {
      expect(await typeFor('image/avif,image/webp')).toBe('image/avif');
      expect(await typeFor('image/webp')).toBe('image/webp');
      expect(await typeFor('*/*')).toBe('image/jpeg');
    }
  });

  it('forgets a picture at once when it is replaced or deleted', async () => {
    const server = await served();
    const url = `${server.url}/img/w=64/x.jpg`;
    await store(server, 'x.jpg', await picture(300, 200));
    for (let hit = 0; hit < 3; hit += 1) await (await fetch(url)).arrayBuffer();
    expect((await store(server, 'x.jpg', await picture(300, 300))).status).toBe(200);
    expect((await sharp(await (await fetch(url)).arrayBuffer()).metadata()).height).toBe(64);
    await fetch(`${server.url}/api/images/x.jpg`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect((await fetch(url)).status).toBe(404);
  });

  it('leaves preconditions, ranges and dates to the dispatcher', async () => {
    const server = await served();
    await store(server, 'x.jpg', await picture());
    const target = '/img/w=64/x.jpg';
    const tag = (await rawRequest(server.port, target)).headers.get('etag') ?? '';
    expect((await rawRequest(server.port, target, { headers: ['If-Match: "other"'] })).status).toBe(412);
    expect((await rawRequest(server.port, target, { headers: [`If-None-Match: W/${tag}`] })).status).toBe(304);
    expect((await rawRequest(server.port, target, { headers: ['If-None-Match: *'] })).status).toBe(304);
    const later = new Date(Date.now() + 5_000).toUTCString();
    expect(
      (await rawRequest(server.port, target, { headers: [`If-Unmodified-Since: ${new Date(0).toUTCString()}`] }))
        .status,
    ).toBe(412);
    expect((await rawRequest(server.port, target, { headers: [`If-Unmodified-Since: ${later}`] })).status).toBe(200);
  });
});
