// The id that joins a line of the log to the answer that a client shows.
import { expect, test } from 'vitest';
import { bearer, type House, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

const idIn = (answer: Response) => answer.headers.get('x-request-id');
const toldIn = (house: House) => house.told.map(({ event, fields }) => [event, fields?.request]);

async function houseWithLostBytes() {
  const house = await openHouse();
  await house.put('photo.jpg', await drawPicture('jpg'));
  await house.pVol.remove((await house.ledger.get('photo.jpg'))?.imgAddr ?? '');
  house.told.splice(0);
  return house;
}

test('a failure of ours is told with the id that its answer names, another one each time', async () => {
  const house = await houseWithLostBytes();
  const answers = [await house.get('/original/photo.jpg'), await house.get('/img/w=10/photo.jpg')];
  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  const ids = answers.map(idIn);
  expect(ids.every((id) => /^[\da-f-]{36}$/.test(id ?? ''))).toBe(true);
  expect(toldIn(house)).toEqual(ids.map((id) => ['dispatcher.fail', id]));
  expect(new Set(ids).size).toBe(2);
});

test('an id that a proxy has given is taken, and one that could mean something elsewhere is not', async () => {
  const house = await houseWithLostBytes();
  const ask = (id: string) => house.get('/original/photo.jpg', { 'X-Request-Id': id });
  expect(idIn(await ask('Root=1-67891233-abcdef012345678912345678'))).toBe('Root=1-67891233-abcdef012345678912345678');
  for (const odd of ['', 'a b', '"},{"event":"audit"', 'x'.repeat(129)])
    expect(idIn(await ask(odd))).toMatch(/^[\da-f-]{36}$/);
});

test('what changes something is in the audit log with the id that its answer names', async () => {
  const house = await openHouse();
  const answer = await house.put('photo.jpg', await drawPicture('jpg'), { 'X-Request-Id': 'upload-7' });
  expect([answer.status, idIn(answer)]).toEqual([201, 'upload-7']);
  expect(house.audited.map(({ request }) => request)).toEqual(['upload-7']);
});

test('an answer that caches may give to others, or that nothing is told of, names none', async () => {
  const house = await openHouse();
  await house.put('photo.jpg', await drawPicture('jpg'));
  const given = { 'X-Request-Id': 'mine' };
  const targets = [
    '/img/w=10/photo.jpg',
    '/original/photo.jpg',
    '/original/none.jpg',
    '/img/w=0/photo.jpg',
    '/healthz',
  ];
  for (const target of targets) expect(idIn(await house.get(target, given))).toBeNull();
  expect(idIn(await house.get('/api/images', { ...bearer, ...given }))).toBeNull();
});
