// What holds of configuration in a bucket, whichever store keeps it.
import { expect } from 'vitest';
import type { ConfigObject } from '../../core/index.ts';

/** `loseAnswer`: the next write is done, and its answer never comes. */
export async function losesNoChange(open: () => Promise<ConfigObject>, loseAnswer: () => void): Promise<void> {
  const [a, b] = await Promise.all([open(), open()]);
  const put = (at: ConfigObject, key: string, value: string | undefined) =>
    at.commit([{ space: 'config', key, value }]);
  await Promise.all([put(a, 'of/a', '1'), put(b, 'of/b', '2')]);
  loseAnswer();
  await put(a, 'lost', '3');
  expect([await b.refresh(), await b.refresh()]).toEqual([true, false]);
  const rows = await b.scan('config', { prefix: '', after: '', limit: 10 });
  expect(rows.map(({ key, value }) => [key, value])).toEqual([
    ['lost', '3'],
    ['of/a', '1'],
    ['of/b', '2'],
  ]);
  await put(b, 'of/a', undefined);
  expect(await (await open()).get('config', 'of/a')).toBeUndefined();
  expect(await (await open()).get('config', 'of/b')).toBe('2');
}
