// Three servers over one bucket under mixed uploads, replaces, deletes and reads, while one of them is killed: no wrong
// bytes, no acknowledged change lost, every change seen everywhere within the promised time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { type Served, serve } from '../support/served.ts';
import { createHistory, type History } from './history.ts';

export interface ScaleOut {
  /** What the servers are told, the bucket among it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** One address for all, where something shares out; without it, requests go round. */
  readonly front?: (urls: readonly string[]) => Promise<{ url: string; stop(): Promise<void> }>;
}

export interface Outcome {
  readonly uploads: number;
  readonly replaces: number;
  readonly deletes: number;
  readonly reads: number;
  /** Answers other than 200, 201, 204, 304 and 404, and connections that broke. */
  readonly failed: number;
  readonly wrong: readonly string[];
  /** Longest time from an answer to a change until every server left has shown it, in milliseconds. */
  readonly seenMillis: number;
  readonly afterKill: number;
}

const nodes = 3;
const names = 24;
const readers = 4;
const writers = 3;
export const ttlSeconds = 1;
const token = 'token-of-the-scale-out';

export async function scaleOut({ settings, seconds, front }: ScaleOut): Promise<Outcome> {
  const folders = await Promise.all(Array.from({ length: nodes }, () => mkdtemp(join(tmpdir(), 'imageserver-scale-'))));
  const all = { IMG_TOKEN: token, IMG_META_TTL: `${ttlSeconds}`, IMG_REFINE: 'off', IMG_RENDERERS: '0', ...settings };
  const servers = await Promise.all(folders.map((folder) => serve(folder, all)));
  const shared = await front?.(servers.map(({ url }) => url));
  try {
    return await play(servers, seconds, shared?.url);
  } finally {
    await shared?.stop();
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

async function play(servers: readonly Served[], seconds: number, shared: string | undefined): Promise<Outcome> {
  const history = createHistory(ttlSeconds * 1000);
  const count = { uploads: 0, replaces: 0, deletes: 0, reads: 0, failed: 0, afterKill: 0 };
  const [seen, wrong]: [number[], string[]] = [[], await raceForTicket(servers)];
  wrong.push(...(await uploadInPieces(shared === undefined ? servers.map(({ url }) => url) : [shared])));
  const end = performance.now() + seconds * 1000;
  let left = [...servers];
  let turn = 0;
  const isOver = () => performance.now() > end;
  const anywhere = () => shared ?? (left[turn++ % left.length] as Served).url;

  const write = async (name: string): Promise<void> => {
    const isThere = history.lastOf(name)?.version !== undefined;
    const isDelete = isThere && Math.random() < 0.2;
    const change = history.begin(name, isDelete ? undefined : history.draw());
    const answer = await request(`${anywhere()}/api/images/${name}`, {
      method: isDelete ? 'DELETE' : 'PUT',
      headers: { authorization: `Bearer ${token}` },
      ...(change.version === undefined ? {} : { body: await pictureOf(change.version) }),
    });
    await answer?.arrayBuffer();
    if (!answer?.ok) {
      count.failed += 1;
      return;
    }
    change.done();
    count[isDelete ? 'deletes' : isThere ? 'replaces' : 'uploads'] += 1;
    if (left.length < servers.length) count.afterKill += 1;
    if (Math.random() < 0.3) await watch(name, change.version);
  };

  // Nobody else writes the name meanwhile.
  const watch = async (name: string, version: number | undefined): Promise<void> => {
    const acknowledged = performance.now();
    for (const { url } of left) {
      while ((await read(url, name, history, wrong, () => {})) !== version) {
        if (performance.now() - acknowledged > 20_000) return void wrong.push(`${name}: never seen at one server`);
        if (!left.some((one) => one.url === url)) break;
        await setTimeout(20);
      }
    }
    seen.push(performance.now() - acknowledged);
  };

  const writing = Array.from({ length: writers }, async (_, writer) => {
    const mine = Array.from({ length: names / writers }, (__, index) => `of-${writer}/${index}.png`);
    while (!isOver()) await write(mine[Math.floor(Math.random() * mine.length)] as string);
  });
  const reading = Array.from({ length: readers }, async () => {
    while (!isOver()) {
      const name = `of-${Math.floor(Math.random() * writers)}/${Math.floor((Math.random() * names) / writers)}.png`;
      if ((await read(anywhere(), name, history, wrong, () => (count.failed += 1))) !== 'failed') count.reads += 1;
    }
  });
  await setTimeout(seconds * 500);
  const [victim] = left;
  left = left.slice(1);
  await victim?.stop('SIGKILL');
  await Promise.all([...writing, ...reading]);

  await setTimeout(ttlSeconds * 1000);
  for (const { url } of left) {
    for (const name of history.names())
      await read(url, name, history, wrong, () => wrong.push(`${name}: not to be had`));
  }
  return { ...count, wrong, seenMillis: Math.max(0, ...seen) };
}

/** Eight use one ticket at once, right after it was made at one server. */
async function raceForTicket(servers: readonly Served[]): Promise<string[]> {
  const [{ url: first }] = servers as [Served];
  const headers = { authorization: `Bearer ${token}` };
  const made = await fetch(`${first}/api/uploads`, { method: 'POST', headers, body: '{"prefix":"by-ticket/"}' });
  const { url: path } = (await made.json()) as { url: string };
  const body = await pictureOf(1);
  const use = async (_: unknown, index: number) => {
    const { url } = servers[index % servers.length] as Served;
    const answer = await request(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'image/png' } });
    await answer?.arrayBuffer();
    return answer?.status;
  };
  const statuses = await Promise.all(Array.from({ length: 8 }, use));
  const isOnce = statuses.filter((status) => status === 201).length === 1;
  return isOnce && statuses.every((status) => status === 201 || status === 403) ? [] : [`one ticket: ${statuses}`];
}

/** By the tus protocol; each request by a connection of its own, to whichever server comes next. */
async function uploadInPieces(urls: readonly string[]): Promise<string[]> {
  const bytes = await pictureOf(2);
  const common = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', connection: 'close' };
  const metadata = `name ${btoa('in-pieces.png')}`;
  const headers = { ...common, 'upload-length': `${bytes.byteLength}`, 'upload-metadata': metadata };
  const begun = await request(`${urls[0]}/api/resumable`, { method: 'POST', headers });
  const statuses = [begun?.status];
  const piece = Math.ceil(bytes.byteLength / 4);
  for (let offset = 0; offset < bytes.byteLength; offset += piece) {
    const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': `${offset}` };
    const body = bytes.slice(offset, offset + piece);
    const place = new URL(begun?.headers.get('location') ?? '', urls[statuses.length % urls.length]);
    statuses.push((await request(place.href, { method: 'PATCH', headers: { ...common, ...type }, body }))?.status);
  }
  return statuses.join() === '201,204,204,204,204' ? [] : [`a resumable upload: ${statuses}`];
}

/** The version that was read; undefined for no image; what no server may say by then is noted. */
async function read(
  url: string,
  name: string,
  history: History,
  wrong: string[],
  onFailure: () => void,
): Promise<number | undefined | 'failed'> {
  const asked = performance.now();
  const isPicture = Math.random() < 0.5;
  const answer = await request(`${url}${isPicture ? '/img/w=8,f=png' : '/original'}/${name}`);
  const bytes = await answer?.arrayBuffer().catch(() => undefined);
  if (answer === undefined || bytes === undefined || ![200, 404].includes(answer.status)) {
    onFailure();
    return 'failed';
  }
  const version = answer.status === 404 ? undefined : await versionIn(bytes);
  if (!history.allows(name, version, asked)) wrong.push(`${name}: ${version} from ${url}`);
  return version;
}

async function request(url: string, init?: RequestInit): Promise<Response | undefined> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(20_000) }).catch(() => undefined);
}

// 24 bits of version as one colour.
async function pictureOf(version: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: version >> 16, g: (version >> 8) & 255, b: version & 255 };
  return new Uint8Array(
    await sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer(),
  );
}

async function versionIn(bytes: ArrayBuffer): Promise<number> {
  const [r = 0, g = 0, b = 0] = await sharp(bytes).removeAlpha().raw().toBuffer();
  return (r << 16) | (g << 8) | b;
}
