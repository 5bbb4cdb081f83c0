// `imageserver help`, and what `--help` says of one command.
import process from 'node:process';
import { type CommandRow, commands, usageOf } from './commands.ts';
import { exitCodes, exitMeanings } from './exit-codes.ts';

const columns = 100;

export function help(): void {
  const rows = commands.map(({ name, summary }): [string, string] => [name, summary]);
  process.stdout.write(`imageserver <command> [options]\n\n${listed(rows)}\n
Settings are environment variables or imageserver.config.json; IMG_DATA is the data directory (./data).

Exit codes
${listed(exitRows())}
`);
}

export function helpOf(row: CommandRow): string {
  const options = row.options.map(({ name, value, meaning }): [string, string] => [
    `--${name}${value === undefined ? '' : ` <${value}>`}`,
    meaning,
  ]);
  return `${usageOf(row)}\n\n${wrapped(`${row.summary}.`, 0)}\n\n${listed([...options, ['--help', 'this text']])}\n
${wrapped(`Beside a running server: ${row.beside}.`, 0)}\n\n${wrapped(row.notes, 0)}\n`;
}

export function exitRows(): [string, string][] {
  return Object.entries(exitMeanings).map(([key, meaning]) => [
    String(exitCodes[key as keyof typeof exitCodes]),
    meaning,
  ]);
}

function listed(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${wrapped(meaning, width + 4)}`).join('\n');
}

/** Lines of at most `columns`; all but the first are indented. */
function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
