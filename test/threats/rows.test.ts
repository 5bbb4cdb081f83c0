// The table of rows and the tests that show them.
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { threatRows } from './rows.ts';

interface Shown {
  readonly title: string;
  readonly path: string;
}

// `it('…'`, `describe('…'`, and `)('…'` behind a table of cases.
const titles = /(?:\b(?:it|test|describe)|\))\(\s*(['"`])(T-\d\d(?:, T-\d\d)*: [^\n]*?)\1/g;

function shownIn(path: string, text: string): Shown[] {
  return [...text.matchAll(titles)].map(([, , title = '']) => ({ title, path }));
}

it('every row of the threat model is shown by a test whose title begins with its number', () => {
  const shown = globSync('test/**/*.test.ts')
    .filter((path) => !path.endsWith('rows.test.ts'))
    .flatMap((path) => shownIn(path, readFileSync(path, 'utf8')));
  const testsOf = (id: string) => shown.filter(({ title }) => title.split(':', 1)[0]?.split(', ').includes(id));
  for (const { id, about } of threatRows) {
    const tests = testsOf(id);
    expect(tests, `${id}: ${about}`).not.toEqual([]);
    console.info(`${id} (${about}): ${tests.length} in ${[...new Set(tests.map(({ path }) => path))].join(', ')}`);
  }
  const others = threatRows.filter(({ otherwise }) => otherwise !== undefined);
  console.info(`${threatRows.length} rows, ${shown.length} tests, ${others.length} met in part in another way`);
});

it('a title in the middle of something else shows nothing (negative control)', () => {
  expect(shownIn('a', `console.log('T-01: a'); it('shows T-01: b'); // it("T-02")`)).toEqual([]);
  expect(shownIn('a', `it.each([\n  1,\n])('T-01, T-03: %s', () => {}); test(\n  "T-05: x",`)).toHaveLength(2);
});
