// Render processes that are killed or stopped from outside, at half of what the server can render.
import { cpus, getPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf, nextToWork, workersOf } from '../hostile/family.ts';
import { atRate, share, statusesOf, type Traffic } from '../open-loop.ts';
import { photo } from '../photos.ts';
import { type Product, startProduct } from '../product.ts';

const deadlineMillis = 2000;
const capacityMillis = 4000;
const stops = 3;
// Nothing is kept: every request is rendered.
const rendering = { IMG_MVOL_BYTES: '0', IMG_EVOL_BYTES: '0' };

export async function kills(seconds: number): Promise<string> {
  const product = await startProduct(rendering);
  try {
    const { bytes } = await photo('foliage-4mp.jpg');
    await product.store('photo.jpg', bytes);
    let turn = 0;
    const target = () => `${product.url}/img/w=${300 + (turn++ % 500)},q=${40 + (turn % 50)}/photo.jpg`;
    const capacity = await capacityOf(target);
    // What is refused without kills is refused for another reason: the machine has something else to do.
    const calm = await atRate(capacity / 2, target, AbortSignal.timeout((seconds * 1000) / 3));
    const stop = new AbortController();
    const traffic = atRate(capacity / 2, target, stop.signal);
    let killed = 0;
    for (let second = 0; second < seconds; second += 1) {
      await pause(1000);
      if (killOne(product)) killed += 1;
    }
    stop.abort();
    const { millis, statuses } = await traffic;
    const failed = failedOf(statuses);
    const stopped = await stopSome(bytes);
    const most = (of: (one: Stopped) => number) => Math.max(...stopped.map(of)).toFixed(0);
    return `# kills

Half load (${(capacity / 2).toFixed(1)} of ${capacity.toFixed(1)} renders a second, 4 MP → JPEG), SIGSEGV to a render process every second for ${seconds} s.
Target: at most one failed request a kill; a stopped process is freed at the deadline + 250 ms.

| kills | requests | failed | a kill | answers | ms, p50 / p99 |
| ---: | ---: | ---: | ---: | --- | ---: |
| 0 | ${calm.millis.length} | ${failedOf(calm.statuses)} | | ${statusesOf(calm)} | ${share(calm.millis, 0.5).toFixed(0)} / ${share(calm.millis, 0.99).toFixed(0)} |
| ${killed} | ${millis.length} | ${failed} | ${(failed / killed).toFixed(2)} | ${statusesOf({ millis, statuses })} | ${share(millis, 0.5).toFixed(0)} / ${share(millis, 0.99).toFixed(0)} |

SIGSTOP to the process that works on the only request, ${stopped.length} times, with a deadline of ${deadlineMillis} ms (goal: freed at ${deadlineMillis + 250} ms):
answered 503 after ${most(({ millis }) => millis)} ms at most; the stopped process was gone ${most(({ endedAfter }) => endedAfter)} ms later, and a picture asked for then was there after ${most(({ goesOnAfter }) => goesOnAfter)} ms.

Made by \`npm run bench -- kills${seconds > 20 ? ' --long' : ''}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
A task whose process dies is tried once more on another, so a kill fails a request only where both tries are hit or time runs out.
`;
  } finally {
    await product.stop();
  }
}

async function stopSome(photo: Uint8Array): Promise<Stopped[]> {
  const product = await startProduct({ ...rendering, IMG_LIMIT_RENDER_MILLIS: String(deadlineMillis) });
  try {
    await product.store('photo.jpg', photo);
    const stopped: Stopped[] = [];
    for (let effort = 5; effort < 5 + stops; effort += 1) stopped.push(await stopOne(product, effort));
    return stopped;
  } finally {
    await product.stop();
  }
}

function failedOf(statuses: Traffic['statuses']): number {
  return [...statuses].reduce((sum, [status, count]) => sum + (status === 200 ? 0 : count), 0);
}

async function capacityOf(target: () => string): Promise<number> {
  const until = performance.now() + capacityMillis;
  let done = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const answer = await fetch(target());
      await answer.arrayBuffer();
      if (answer.ok) done += 1;
    }
  };
  await Promise.all(Array.from({ length: cpus().length }, lane));
  return (done * 1000) / capacityMillis;
}

// One in service that such requests come to: niced by 10 when it is ready, those for dear work by more. What is killed
// may wrap it, and takes it along.
function killOne({ pid }: Product): boolean {
  const children = childrenOf(pid).filter((child) => getPriority(workersOf(child)[0] ?? child) === 10);
  const victim = children[Math.floor(Math.random() * children.length)];
  return victim !== undefined && process.kill(victim, 'SIGSEGV');
}

interface Stopped {
  readonly millis: number;
  /** From the answer to the end of the stopped process, and to the next picture that was made. */
  readonly endedAfter: number;
  readonly goesOnAfter: number;
}

// The process that works on the only request there is, for seconds if it were let: so it is this one that is stopped.
async function stopOne({ pid, url }: Product, effort: number): Promise<Stopped> {
  const working = nextToWork(pid);
  const sent = performance.now();
  const asked = fetch(`${url}/img/w=2000,f=avif,effort=${effort}/photo.jpg`);
  const victim = await working;
  process.kill(victim, 'SIGSTOP');
  const { status } = await asked;
  const answered = performance.now();
  const goesOn = fetch(`${url}/img/w=${300 + effort}/photo.jpg`).then(async (next) => {
    await next.arrayBuffer();
    return { ok: next.ok, after: performance.now() - answered };
  });
  while (isThere(victim)) await pause(1);
  const endedAfter = performance.now() - answered;
  const next = await goesOn;
  if (status !== 503 || !next.ok)
    throw new Error(`Expected 503 and a picture but got ${status} and ${next.ok ? 'one' : 'none'}.`);
  return { millis: answered - sent, endedAfter, goesOnAfter: next.after };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
