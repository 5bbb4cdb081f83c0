import { expect, test } from 'vitest';
import { configIn } from '../../../../adapters/volumes/s3/config-in.ts';
import { openConfigObject } from '../../../../core/index.ts';
import { losesNoChange } from '../../../contract/config-object.contract.ts';
import { openedCalls } from './opened-volume.ts';

test('configuration in a bucket loses no change of any server, and tells each of what another has changed', async () => {
  const { server, calls } = await openedCalls();
  const honoured = { writes: 'quoted', parts: true } as const;
  const open = () => openConfigObject(configIn({ calls, key: 'house//config.json', honoured }));
  await losesNoChange(open, () =>
    server.faults.add({ on: ({ operation }) => operation === 'PutObject', wrong: 'lose-answer', times: 1 }),
  );
});

test('changes that one server makes at the same moment are all kept, also where the bucket weighs no conditions', async () => {
  const { calls } = await openedCalls();
  for (const writes of ['quoted', undefined] as const) {
    const config = await openConfigObject(
      configIn({ calls, key: `${writes}//config.json`, honoured: { writes, parts: false } }),
    );
    const keys = Array.from({ length: 20 }, (_, index) => `of/${index}`).sort();
    await Promise.all(keys.map((key) => config.commit([{ space: 'config', key, value: '1' }])));
    await config.refresh();
    const rows = await config.scan('config', { prefix: '', after: '', limit: 100 });
    expect(rows.map(({ key }) => key)).toEqual(keys);
  }
});

test('a row that many servers take at once is given to one of them, also where its answer was lost and others have written since', async () => {
  const { server, calls } = await openedCalls();
  const honoured = { writes: 'quoted', parts: true } as const;
  const open = () => openConfigObject(configIn({ calls, key: 'house//config.json', honoured }));
  const nodes = await Promise.all([open(), open(), open()]);
  const [a, b] = nodes;
  await a.commit(['all', 'lost'].map((key) => ({ space: 'config', key, value: '1' })));
  await Promise.all(nodes.map((node) => node.refresh()));
  const taken = await Promise.all(Array.from({ length: 8 }, (_, one) => nodes[one % 3]?.take('config', 'all')));
  expect(taken.filter(Boolean)).toHaveLength(1);

  let others: Promise<void> | undefined;
  const on = ({ operation }: { operation: string }) => {
    if (operation === 'GetObject' && others === undefined) return false;
    others ??= b.commit([{ space: 'config', key: 'other', value: '1' }]);
    return true;
  };
  await b.refresh();
  server.faults.add({ on, wrong: 'lose-answer', times: 1 });
  expect(await a.take('config', 'lost')).toBe(true);
  await others;
  expect(await b.take('config', 'lost')).toBe(false);
  await a.refresh();
  expect(await a.get('config', 'other')).toBe('1');
});
