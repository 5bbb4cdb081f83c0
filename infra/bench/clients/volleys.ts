// Sends files of a folder, so many at a time, in volleys. Each line is an Order; it is answered with a Volleys, both as JSON.
// A process of its own that comes after everyone else: on another machine it would take nothing of this one.
import { readdir, readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fate, fateOf, inFlight, uploaded } from '../hostile/fates.ts';

export interface Order {
  readonly url: string;
  readonly token: string;
  readonly folder: string;
  readonly atOnce: number;
  readonly millis: number;
  /** Whether what was stored is asked for, too. */
  readonly rendered: boolean;
}

export interface Volleys {
  readonly fates: readonly Fate[];
  /** Of each volley. */
  readonly millis: readonly number[];
}

// Volleys of a server that throws everything away would follow each other without a pause.
const leastMillis = 2000;

setPriority(10);
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await send(JSON.parse(line) as Order))}\n`);
}

async function send({ folder, atOnce, millis, rendered, ...target }: Order): Promise<Volleys> {
  const names = await readdir(folder);
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(`${folder}/${name}`) })));
  const fates: Fate[] = [];
  const took: number[] = [];
  const begun = performance.now();
  do {
    const volley = performance.now();
    // Other names and the same bytes: nothing is remembered of a file that was refused.
    const sent = ({ name, bytes }: (typeof files)[number]) =>
      (rendered ? fateOf : uploaded)(target, `${took.length}-${name}`, bytes);
    fates.push(...(await inFlight(files, atOnce, sent)));
    took.push(performance.now() - volley);
    await pause(Math.max(0, leastMillis - (performance.now() - volley)));
  } while (performance.now() - begun < millis);
  return { fates, millis: took };
}
