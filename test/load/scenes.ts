// The scenes: each offers a load and says what came of it. Targets: threats.md section 3.4, OV-01 to OV-08.
import process from 'node:process';
import { cpuMillisBelow } from '../../infra/bench/process-cpu.ts';
import { burst, type Outcome, offer, saturate } from './open-loop.ts';
import { crowd, familyOf, hitStream, hitsBeside, memoryOf, outcomesOf, type Row, type Scene } from './scene.ts';
import { isGood, isProperRefusal, latency, percentile, strays, successOf } from './tally.ts';

const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const rate = (value: number) => `${value.toFixed(1)}/s`;
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
const row = (what: string, goal: string, found: string, met?: boolean): Row => ({ what, goal, found, met });

// A burst is let in, so an overload is one only when it has lasted (IMG_QUEUE_MILLIS times five).
const steadyAfter = 3;

/** Ten times as much as can be rendered. OV-01. */
export async function tenfold(scene: Scene): Promise<Row[]> {
  const idle = await hitsBeside(scene, [], 4);
  const before = await scene.capacity(5);
  const easy = await offer(scene.url, crowd('cold', 20, before * 0.3, scene.cold), 5);
  const unloaded = latency(outcomesOf(easy, 'cold'), 0.99);
  const seconds = 12;
  const calm = memoryOf(scene.pid);
  const streams = [...crowd('cold', 20, before * 10, scene.cold), hitStream(scene)];
  const loading = offer(scene.url, streams, seconds);
  await new Promise((resolve) => setTimeout(resolve, (seconds - 1) * 1000));
  const loaded = memoryOf(scene.pid);
  const outcomes = await loading;
  const after = await scene.capacity(5);
  const capacity = (before + after) / 2;
  const cold = outcomesOf(outcomes, 'cold', steadyAfter);
  const good = cold.filter(isGood).length / (seconds - steadyAfter);
  const refused = cold.filter(isProperRefusal);
  const admitted = latency(cold, 0.99);
  const hits = latency(outcomesOf(outcomes, 'hits', steadyAfter), 0.99);
  const others = strays([...outcomes.values()].flat());
  const shed = percentile(
    refused.map(({ millis }) => millis),
    0.99,
  );
  return [
    row('capacity (closed loop, 6 in flight; before and after the overload)', '', `${rate(before)}, ${rate(after)}`),
    row(
      'goodput at 10 × capacity',
      '≥ 90 % of capacity',
      `${rate(good)} = ${percent(good / capacity)}`,
      good >= capacity * 0.9,
    ),
    row(
      `p99 of what was rendered (unloaded: ${ms(unloaded)})`,
      '≤ max(1 s, 4 × unloaded)',
      ms(admitted),
      admitted <= Math.max(1000, 4 * unloaded),
    ),
    row(`p99 of hits meanwhile (idle: ${ms(idle)})`, '≤ 25 ms', ms(hits), hits <= 25),
    row(
      'refusals: 503 or 429, Retry-After 1–5, no-store',
      'all',
      `${refused.length} of ${cold.length - cold.filter(isGood).length}`,
      refused.length > 0 && others.length === 0,
    ),
    row('anything else (other status, reset, time-out)', '0', `${others.length}${shown(others)}`, others.length === 0),
    row('p99 until a refusal, its wait in the queue (400 ms) included', '', ms(shed)),
    row(
      'server / largest render process, MB (before the overload)',
      '',
      `${loaded.server.toFixed(0)} / ${loaded.renderer.toFixed(0)} (${calm.server.toFixed(0)} / ${calm.renderer.toFixed(0)})`,
    ),
  ];
}

/** One client that asks for five times the capacity, and nine that ask for half of it together. OV-02. */
export async function greedy(scene: Scene, capacity: number): Promise<Row[]> {
  const normal = crowd('normal', 9, capacity * 0.5, scene.cold);
  const one = { name: 'greedy', perSecond: capacity * 5, target: scene.cold, from: '127.0.100.1' };
  const outcomes = await offer(scene.url, [one, ...normal], 9);
  const each = normal.map(({ name }) => successOf((outcomes.get(name) ?? []).filter(({ due }) => due >= steadyAfter)));
  const other = strays([...outcomes.values()].flat());
  const told = (outcomes.get('greedy') ?? []).filter(({ status }) => status === 429).length;
  return [
    row(
      'success of each of nine normal clients beside a greedy one',
      '≥ 95 %',
      `${percent(Math.min(...each))} the worst`,
      Math.min(...each) >= 0.95,
    ),
    row('p99 of the nine', '', ms(latency(outcomesOf(outcomes, 'normal', steadyAfter), 0.99))),
    row('the greedy one is told so (429)', '> 0', String(told), told > 0),
    row('anything else', '0', `${other.length}${shown(other)}`, other.length === 0),
  ];
}

/** A thousand equal cold requests. OV-03. */
export async function herd(scene: Scene): Promise<Row[]> {
  const before = await renders(scene);
  const outcomes = await burst(scene.url, Array(1000).fill(scene.dear()));
  const made = (await renders(scene)) - before;
  const good = outcomes.filter(isGood).length;
  return [
    row(
      '1,000 equal cold requests at once',
      '1 render, 1,000 × 200',
      `${made} render, ${good} × 200`,
      made === 1 && good === 1000,
    ),
  ];
}

/** Clients that come back three times at once. OV-05. */
export async function storm(scene: Scene, capacity: number): Promise<Row[]> {
  const angry = crowd('angry', 20, capacity * 2, scene.cold).map((stream) => ({ ...stream, retries: 3 }));
  await offer(scene.url, angry, 5);
  const outcomes = await offer(scene.url, crowd('normal', 20, capacity * 0.4, scene.cold), 6);
  const normal = outcomesOf(outcomes, 'normal');
  const late = normal.filter((outcome) => !isGood(outcome) || outcome.millis > 1000).map(({ due }) => due);
  const recovered = Math.max(0, ...late);
  return [
    row(
      'after a storm of retries (2 × capacity, 3 retries at once): all good and under 1 s again',
      '≤ 5 s',
      `after ${recovered.toFixed(1)} s`,
      recovered <= 5,
    ),
  ];
}

/** A few very dear pictures among cheap ones. OV-06. */
export async function mixed(scene: Scene, capacity: number): Promise<Row[]> {
  const cheap = crowd('cheap', 10, capacity * 0.4, scene.cold);
  const alone = await offer(scene.url, cheap, 8);
  const dear = crowd('dear', 4, capacity * 0.4 * 0.05, scene.dear);
  const beside = await offer(scene.url, [...cheap, ...dear], 14);
  const [a, b] = [latency(outcomesOf(alone, 'cheap', 1), 0.99), latency(outcomesOf(beside, 'cheap', 1), 0.99)];
  return [
    row(
      `p99 of cheap pictures with 5 % large AVIFs among them (without: ${ms(a)})`,
      '≤ 2 ×',
      `${ms(b)} = ${(b / a).toFixed(1)} ×`,
      b <= 2 * a,
    ),
    row(
      'success of the cheap ones, of the AVIFs',
      '',
      `${percent(successOf(outcomesOf(beside, 'cheap')))}, ${percent(successOf(outcomesOf(beside, 'dear')))}`,
    ),
  ];
}

/** Four clients of five leave early. OV-07. */
export async function impatient(scene: Scene, capacity: number): Promise<Row[]> {
  const spent = async (load: () => Promise<number>) => {
    const before = cpuMillisBelow(scene.pid);
    const answers = await load();
    return (cpuMillisBelow(scene.pid) - before) / Math.max(1, answers);
  };
  const each = await spent(async () => {
    const made = await saturate(scene.url, { name: 'cold', perSecond: 0, target: scene.cold }, 2, 3);
    return made.filter(isGood).length;
  });
  const patient = crowd('patient', 4, capacity * 0.4, scene.cold);
  const leaving = crowd('leaving', 16, capacity * 1.6, scene.cold).map((stream) => ({
    ...stream,
    patienceMillis: 120,
  }));
  const withLeaving = await spent(async () => {
    const outcomes = await offer(scene.url, [...patient, ...leaving], 7);
    return [...outcomes.values()].flat().filter(isGood).length;
  });
  const dead = Math.min(1, Math.max(0, 1 - each / withLeaving));
  return [
    row(
      'CPU of renders that nobody got, when 80 % give up after 120 ms (2 × capacity)',
      '≤ 5 %',
      percent(dead),
      dead <= 0.05,
    ),
  ];
}

/** No render process answers. OV-08. */
export async function stopped(scene: Scene): Promise<Row[]> {
  const renderers = familyOf(scene.pid);
  for (const renderer of renderers) process.kill(renderer, 'SIGSTOP');
  try {
    const outcomes = await offer(
      scene.url,
      [hitStream(scene), ...crowd('cold', 4, 20, scene.cold).map((stream) => ({ ...stream, patienceMillis: 1500 }))],
      3,
    );
    const hits = outcomesOf(outcomes, 'hits');
    return [
      row(
        'pictures that had been made, while all render processes stand still',
        '100 % × 200',
        percent(successOf(hits)),
        successOf(hits) === 1,
      ),
    ];
  } finally {
    for (const renderer of renderers) goOn(renderer);
  }
}

/** p99 of hits while four renders are always in flight. */
export async function besideRenders(scene: Scene): Promise<Row[]> {
  const idle = await hitsBeside(scene, [], 4);
  const rendering = saturate(scene.url, { name: 'cold', perSecond: 0, target: scene.cold, from: '127.0.201.1' }, 4, 6);
  const beside = await hitsBeside(scene, [], 5);
  await rendering;
  return [
    row(
      `p99 of 200 hits a second while four renders are in flight (idle: ${ms(idle)})`,
      '≤ 2.2 ×',
      `${ms(beside)} = ${(beside / idle).toFixed(1)} ×`,
      beside <= 2.2 * idle,
    ),
  ];
}

function shown(outcomes: readonly Outcome[]): string {
  const kinds = new Set(outcomes.map(({ status }) => String(status)));
  return kinds.size === 0 ? '' : ` (${[...kinds].join(', ')})`;
}

async function renders({ url }: Scene): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/imageserver_results_total\{from="rendered"\} (\d+)/.exec(text)?.[1] ?? 0);
}

// A process that stood still for too long has been replaced meanwhile.
function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
