import { expect, test } from 'vitest';
import { listOrphans } from '../../../core/index.ts';
import { streamOf } from '../../support/bytes.ts';
import { openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

test('orphans are the bytes that no name stands for, and only those', async () => {
  const house = await openHouse();
  const photo = await drawPicture('jpg');
  await house.put('a', photo);
  await house.put('b', photo);
  const staged = await house.pVol.stage(streamOf(await drawPicture('png')), { maxBytes: 1_000_000 });
  const { imgAddr } = await staged.commit('png');
  const found: unknown[] = [];
  for await (const orphan of listOrphans(house.pVol, house.ledger)) found.push(orphan);
  expect(found).toEqual([{ imgAddr, digest: staged.digest, byteLength: staged.byteLength }]);
});
