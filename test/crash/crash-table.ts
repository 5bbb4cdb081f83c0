// infra/bench/results/crash.md: a row for each case, the newest run of it. Rows of cases that were not run stay.
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { table } from '../../infra/reference/markdown.ts';
import type { Figures } from './figures.ts';

const file = 'infra/bench/results/crash.md';
const header = [
  'id',
  'what',
  'cycles',
  'acknowledged',
  'lost',
  'resurrected',
  'besides',
  'run: day, seconds in how many',
];

/** `add`: to the figures of earlier runs, instead of in their place. */
export async function keepFigures(all: readonly Figures[], seconds: number, add: boolean): Promise<void> {
  const rows = new Map(existingRows().map((cells) => [`${cells[0]} ${cells[1]}`, cells]));
  for (const figures of all) {
    const key = `${figures.id} ${figures.what}`;
    rows.set(key, rowOf(figures, seconds, add ? rows.get(key) : undefined));
  }
  const sorted = [...rows.values()].sort((a, b) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`));
  await writeFile(file, pageOf(sorted));
}

function rowOf(figures: Figures, seconds: number, before: readonly string[] | undefined): string[] {
  const { id, what, cycles, acknowledged, lost, resurrected, beside } = figures;
  const numberIn = (cell: string | undefined) => Number(cell?.replaceAll(',', '') ?? 0);
  const counts = [cycles, acknowledged, lost, resurrected].map((count, at) => count + numberIn(before?.[at + 2]));
  const [, was = '0', runs = '0'] = /, (\d+) s in (\d+)/.exec(before?.[7] ?? '') ?? [];
  const ran = `${new Date().toISOString().slice(0, 10)}, ${Math.round(seconds) + Number(was)} s in ${Number(runs) + 1}`;
  const last = before === undefined ? beside : `in the last run: ${beside}`;
  return [id, what, ...counts.map((count) => count.toLocaleString('en')), last, ran];
}

function existingRows(): string[][] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('| CS-')).map((line) => line.slice(2, -2).split(' | '));
}

function pageOf(rows: readonly (readonly string[])[]): string {
  return `# crash

What was acknowledged by a server that was then killed, cut off or driven into a fault, and what was found of it afterwards.
The cases: [test/crash](../../../test/crash/README.md). "Ready again" is median / 99th percentile / longest from the start of the process.

${table(header, rows)}

Made by \`npm run crash\` (or \`npm run crash -- <name> --cycles <n>\`) with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}
