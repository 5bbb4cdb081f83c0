import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../house/tree.ts';

const page = readFileSync(join(root, 'infra/reference/http.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| 4.'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, box = '', kept = '', file = '']) => ({ box, kept, file }));

it('the page has a row for each section of the checklist', () => {
  expect(new Set(rows.map(({ box }) => box.slice(0, 3)))).toEqual(
    new Set(['4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7', '4.8']),
  );
});

it.each(rows)('$box: what the page says keeps it is there', ({ kept, file }) => {
  if (kept.startsWith('no concern: ')) return expect(file).toBe('');
  expect(existsSync(join(root, file))).toBe(true);
  const title = /^`(.+)`$/.exec(kept)?.[1];
  if (title !== undefined) expect(readFileSync(join(root, file), 'utf8')).toContain(title);
});
