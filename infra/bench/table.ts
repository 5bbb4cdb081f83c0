// How a benchmark's outcome is shown and kept.
import { cpus } from 'node:os';
import type { Comparison } from './rounds.ts';

export interface Table {
  readonly title: string;
  readonly target: string;
  readonly rows: readonly Comparison[];
}

export function markdownOf(name: string, { title, target, rows }: Table): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.cpuMillis.toFixed(3)} | ${row.ratio.toFixed(2)} | ${row.lowest.toFixed(2)} – ${row.highest.toFixed(2)} |`,
  );
  return `# ${name}

${title}.
Target: ${target}.

| contender | CPU ms a request | × the first | lowest – highest of the rounds |
| --- | ---: | ---: | ---: |
${lines.join('\n')}

Made by \`npm run bench -- ${name}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
Figures are medians over interleaved rounds; each ratio is taken inside its round.
`;
}
