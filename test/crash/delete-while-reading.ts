// CS-15: an image is deleted while others read and render it. What was asked for before the delete was answered may still
// come; what is asked for afterwards is not there, in any form; nobody gets a server error; and the same name, stored
// again, never shows what it was before.
import { sha256 } from '../support/bytes.ts';
import type { CheckedFigures } from './figures.ts';
import type { ServedClient } from './served-client.ts';
import { tinyPng } from './tiny-png.ts';

/** What happened in what order, as one client saw it. */
export interface Read {
  /** Numbers of the moments before it was asked for, and when its answer was there. */
  readonly asked: number;
  readonly target: string;
  readonly status: number;
  readonly digest: string;
  /** The body of what is neither the image nor that there is none. */
  readonly said?: string;
}

export interface Life {
  readonly digest: string;
  /** Moments: when its upload was asked for, when its delete was answered. */
  readonly from: number;
  readonly until: number;
}

const targets = ['/original/', '/img/_/', '/img/w=1,f=webp/', '/img/blur=2,f=jpg/'];
const readers = 8;

export async function deleteWhileReadingFigures(client: ServedClient, rounds: number): Promise<CheckedFigures> {
  const name = 'read-and-deleted.png';
  const lives: Life[] = [];
  const reads: Read[] = [];
  let moment = 0;
  let isOver = false;
  const readForEver = async (reader: number) => {
    for (let step = reader; !isOver; step += 1) {
      const target = `${targets[step % targets.length]}${name}`;
      moment += 1;
      const asked = moment;
      const { status, bytes } = await client.get(target);
      const said = isExpected(status) ? {} : { said: bytes.toString() };
      reads.push({ asked, target, status, digest: sha256(bytes), ...said });
    }
  };
  const reading = Array.from({ length: readers }, (_, reader) => readForEver(reader));
  for (let round = 0; round < rounds; round += 1) {
    const bytes = tinyPng(round, 3000);
    const from = ++moment;
    const stored = await client.put(name, bytes);
    await untilRead(reads, readers);
    const removed = await client.remove(name);
    moment += 1;
    lives.push({ digest: sha256(bytes), from, until: moment });
    if (stored !== 201 || removed !== 204) throw new Error(`Expected 201 and 204 but got ${stored} and ${removed}.`);
    await untilRead(reads, readers);
  }
  isOver = true;
  await Promise.all(reading);
  const { back, errors } = judgeReads(lives, reads);
  return {
    id: 'CS-15',
    what: 'delete while reading and rendering',
    cycles: rounds,
    acknowledged: rounds * 2,
    lost: errors.length,
    resurrected: back.length,
    beside: `${reads.length.toLocaleString('en')} reads of ${targets.length} forms, ${reads.filter(({ status }) => status === 200).length.toLocaleString('en')} of them answered with the image; 0 server errors`,
    faults: [...back, ...errors],
  };
}

export function judgeReads(lives: readonly Life[], reads: readonly Read[]): { back: string[]; errors: string[] } {
  const errors = reads
    .filter(({ status }) => !isExpected(status))
    .map(({ target, status, said = '' }) => `${target}: status ${status} ${said}`);
  const back = reads
    .filter(({ status }) => status === 200)
    .filter((read) => !mayBeSeen(lives, read))
    .map(({ target, asked }) => `${target}: asked for at ${asked}, and seen`);
  return { back, errors };
}

function isExpected(status: number): boolean {
  return status === 200 || status === 404;
}

// Asked for before a delete was answered, or while an upload was under way that may have been ahead of it; an original
// is of a life that was not over yet.
function mayBeSeen(lives: readonly Life[], { asked, target, digest }: Read): boolean {
  const later = lives.filter(({ until }) => asked < until);
  return target.startsWith('/original/') ? later.some((life) => life.digest === digest) : later.length > 0;
}

/** Everybody who was reading has begun another read. */
async function untilRead(reads: readonly Read[], more: number): Promise<void> {
  const enough = reads.length + 2 * more;
  while (reads.length < enough) await new Promise((resolve) => setTimeout(resolve, 1));
}
