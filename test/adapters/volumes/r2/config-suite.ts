// Configuration in R2, as it runs inside workerd.
import { describe, expect, test } from 'vitest';
import { configIn } from '../../../../adapters/volumes/r2/config-in.ts';
import { type ConfigObject, openConfigObject } from '../../../../core/index.ts';
import { losesNoChange } from '../../../contract/config-object.contract.ts';
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
      await losesNoChange(open, () => faults.push({ on: 'put', wrong: 'lose-answer', times: 1 }));
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
