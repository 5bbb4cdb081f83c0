// Configuration in R2, as it runs inside workerd.
import { describe, expect, test } from 'vitest';
import { configIn } from '../../../../adapters/volumes/r2/config-in.ts';
import { type ConfigObject, openConfigObject } from '../../../../core/index.ts';
import { openedBucket } from './opened-volume.ts';

export function openedConfig() {
  const { calls, layout, faults } = openedBucket();
  const open = () => openConfigObject(configIn({ calls, key: layout.config }));
  return { open, faults };
}

export function configSuite(): void {
  const put = (at: ConfigObject, key: string, value: string | undefined) =>
    at.commit([{ space: 'config', key, value }]);

  describe('configuration in R2', () => {
    test('loses no change of any isolate, and tells each of what another has changed', async () => {
      const { open, faults } = openedConfig();
      const [a, b] = await Promise.all([open(), open()]);
      await Promise.all([put(a, 'of/a', '1'), put(b, 'of/b', '2')]);
      faults.push({ on: 'put', wrong: 'lose-answer', times: 1 });
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
    });

    test('changes of one isolate at the same moment are all kept', async () => {
      const { open } = openedConfig();
      const config = await open();
      const keys = Array.from({ length: 20 }, (_, index) => `of/${index}`).sort();
      await Promise.all(keys.map((key) => put(config, key, '1')));
      const rows = await (await open()).scan('config', { prefix: '', after: '', limit: 100 });
      expect(rows.map(({ key }) => key)).toEqual(keys);
    });
  });
}
