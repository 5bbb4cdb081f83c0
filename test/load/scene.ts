// What all scenes of `npm run load` share: a server with a photograph, pictures it has and pictures it has to make.
import { readdirSync, readFileSync } from 'node:fs';
import { photo } from '../../infra/bench/photos.ts';
import { startProduct } from '../../infra/bench/product.ts';
import { burst, type Outcome, offer, type Stream, saturate } from './open-loop.ts';
import { isGood, latency } from './tally.ts';

export interface Row {
  readonly what: string;
  readonly goal: string;
  readonly found: string;
  readonly met: boolean | undefined;
}

export interface Scene {
  readonly url: string;
  readonly pid: number;
  /** Each call another picture that has to be made: JPEG and WebP of a 4 MP photograph in turn. */
  cold(): string;
  /** A large AVIF that nobody has asked for yet. */
  dear(): string;
  /** One of the pictures that are in mVol. */
  hit(): string;
  /** Cold pictures a second when as many are asked for as can be made. */
  capacity(seconds: number): Promise<number>;
  stop(): Promise<void>;
}

const hits = 40;
// So many in flight that there is always one to begin.
const saturating = 6;

export async function openScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  // Refining is for idle times, and would fill those between the scenes; it has tests of its own.
  const product = await startProduct({ IMG_REFINE: 'off', IMG_METRICS: 'open', ...settings });
  const { name, bytes } = await photo('mountain-4mp.jpg');
  await product.store(name, bytes);
  let count = 0;
  const width = () => 320 + (count % 320);
  const quality = () => 40 + (Math.floor(count / 320) % 50);
  const cold = () => {
    count += 1;
    return `/img/w=${width()},q=${quality()},f=${count % 2 === 0 ? 'jpg' : 'webp'}/${name}`;
  };
  const warm = Array.from({ length: hits }, (_, index) => `/img/w=${100 + index},f=jpg/${name}`);
  for (let times = 0; times < 3; times += 1) for (const target of warm) await burst(product.url, [target]);
  return {
    url: product.url,
    pid: product.pid,
    cold,
    dear: () => {
      count += 1;
      return `/img/w=${1800 + (count % 400)},q=${quality()},f=avif/${name}`;
    },
    hit: () => warm[Math.floor(Math.random() * hits)] as string,
    async capacity(seconds) {
      const made = await saturate(product.url, { name: 'cold', perSecond: 0, target: cold }, saturating, seconds);
      const good = made.filter(isGood);
      return good.length / Math.max(...good.map(({ due, millis }) => due + millis / 1000));
    },
    stop: () => product.stop(),
  };
}

/** Streams of so many clients that ask for so much together. */
export function crowd(name: string, clients: number, perSecond: number, target: () => string): Stream[] {
  return Array.from({ length: clients }, (_, index) => ({
    name: `${name}${index}`,
    perSecond: perSecond / clients,
    target,
    from: `127.0.${index + 1}.1`,
  }));
}

/** What a crowd got, from the moment on when it was steady. */
export function outcomesOf(all: Map<string, Outcome[]>, name: string, fromSecond = 0): Outcome[] {
  const named = [...all].filter(([stream]) => stream.replace(/\d+$/, '') === name);
  return named.flatMap(([, outcomes]) => outcomes.filter(({ due }) => due >= fromSecond));
}

/** p99 of 200 hits a second beside other streams. */
export async function hitsBeside(scene: Scene, streams: readonly Stream[], seconds: number): Promise<number> {
  const outcomes = await offer(scene.url, [hitStream(scene), ...streams], seconds);
  return latency(outcomesOf(outcomes, 'hits', 1), 0.99);
}

export function hitStream({ hit }: Scene, perSecond = 200): Stream {
  return { name: 'hits', perSecond, target: hit, from: '127.0.200.1' };
}

/** Resident megabytes: of the server, and of its largest render process. */
export function memoryOf(pid: number): { server: number; renderer: number } {
  const renderers = familyOf(pid).map(residentOf);
  return { server: residentOf(pid), renderer: Math.max(0, ...renderers) };
}

/** Children of all generations: what confines a render process may stand between it and the server. */
export function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...familyOf(child)]);
}

function residentOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Number(kilobytes) / 1024;
}
