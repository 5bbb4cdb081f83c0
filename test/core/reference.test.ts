import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { between, referencePages } from '../../infra/reference/pages.ts';

const root = new URL('../../', import.meta.url);

describe('the generated reference', () => {
  it('is what the code says; if not, run `npm run reference`', async () => {
    const pages = await referencePages(root);
    expect(pages.map(({ path }) => path)).toContain('README.md');
    for (const { path, text } of pages) expect(await readFile(new URL(path, root), 'utf8'), path).toBe(text);
  });

  it('shows when a table is stale (negative control)', () => {
    const text = 'a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb\n';
    const fresh = between(text, 'x', 'new');
    expect(fresh).not.toBe(text);
    expect(fresh).toBe('a\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nb\n');
    expect(between(fresh, 'x', 'new')).toBe(fresh);
  });

  it('does not come up without its markers', () => {
    expect(() => between('text', 'x', 'new')).toThrow('x:begin');
  });
});
