// The commands, their exit codes and what they find, as tables.
import { type CommandRow, commands, usageOf } from '../../adapters/cli/commands.ts';
import { exitRows } from '../../adapters/cli/help.ts';
import { findingKinds } from '../../adapters/node/maintenance/watch.ts';
import { code, table } from './markdown.ts';

/** For the README. */
export function commandTable(): string {
  const rows = commands.map((row) => [code(shortUsageOf(row)), row.summary, row.beside]);
  return table(['Command', 'Does', 'Beside a running server'], rows);
}

export function commandPage(): string {
  const kinds = Object.entries(findingKinds).map(([kind, meaning]) => [code(kind), meaning]);
  return [
    'In a checkout: `npm run --silent imageserver -- <command>`. Settings are those of the server.',
    ...commands.map(sectionOf),
    `## Exit codes\n\n${table(
      ['Code', 'Meaning'],
      exitRows().map(([number, meaning]) => [number, meaning]),
    )}`,
    `## Findings\n\nWith \`--json\` a finding is a line \`{"event":"finding","kind",…,"sentence"}\`, a note the same with \`"note"\`; notes leave the exit code alone.
Other events are \`progress\` (\`step\`, \`done\`, \`total\`; once a second at most), and last of all \`done\` or \`failed\`.\n\n${table(['Kind', 'Meaning'], kinds)}`,
  ].join('\n\n');
}

function sectionOf(row: CommandRow): string {
  const options = row.options.map(({ name, value, meaning }) => [
    code(`--${name}${value === undefined ? '' : ` <${value}>`}`),
    meaning,
  ]);
  const described = `## ${row.name}\n\n\`${usageOf(row)}\`\n\n${sentenceOf(row.summary)}\nBeside a running server: ${row.beside}.\n\n${row.notes}`;
  return options.length === 0 ? described : `${described}\n\n${table(['Option', 'Meaning'], options)}`;
}

function shortUsageOf({ name, operands }: CommandRow): string {
  return [name, ...operands.map((operand) => `<${operand}>`)].join(' ');
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
