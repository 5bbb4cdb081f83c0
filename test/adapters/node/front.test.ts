import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createFront } from '../../../adapters/node/front.ts';
import type { Entry, KeepableAnswer, MDatabase } from '../../../core/index.ts';

const end = 1_790_000_000_000;
const target = '/img/w=1/a?exp=1790000000&s=k1.x';
const answer: KeepableAnswer = {
  target,
  expiresAt: end,
  fold: undefined,
  name: 'a',
  version: 'v',
  key: 'k',
  ext: 'jpg',
  provisional: false,
  freshSeconds: 3600,
  unless: [],
  headers: { ETag: '"k"', 'Cache-Control': 'public, max-age=3600, must-revalidate', 'Content-Type': 'image/jpeg' },
};

function frontAt(kept: KeepableAnswer, has = () => true) {
  let now = 0;
  const mDatabase = { lookup: () => ({ version: 'v' }) } as unknown as Pick<MDatabase, 'lookup'>;
  const mVol = { read: () => ({ bytes: new Uint8Array(3) }) as Entry, has };
  const front = createFront({ mVol, mDatabase, capacity: 8, clock: () => now });
  front.keep(kept);
  /** Status and Cache-Control of what the front says then; undefined where it leaves it to the dispatcher. */
  return (at: number, headers: Record<string, string> = {}, url = target) => {
    now = at;
    const said: unknown[] = [];
    const outgoing = {
      writeHead(status: number, fields: readonly string[]) {
        const controls = fields.filter((_, place) => fields[place - 1] === 'Cache-Control' && place % 2 === 1);
        said.push(status, ...controls);
        return { end: () => undefined };
      },
    };
    const incoming = { method: 'GET', url, headers } as unknown as IncomingMessage;
    return front.answer(incoming, outgoing as unknown as ServerResponse) ? said : undefined;
  };
}

it('a kept URL that expires is answered with what is left of its life, and not from its end on', () => {
  const ask = frontAt(answer);
  expect(ask(end - 7_200_000)).toEqual([200, 'public, max-age=3600, must-revalidate']);
  expect(ask(end - 90_500)).toEqual([200, 'public, max-age=90, must-revalidate']);
  expect(ask(end - 90_500, { 'if-none-match': '"k"' })).toEqual([304, 'public, max-age=90, must-revalidate']);
  expect(ask(end - 1)).toEqual([200, 'public, max-age=0, must-revalidate']);
  expect(ask(end)).toBeUndefined();
  expect(ask(end, { 'if-none-match': '"k"' })).toBeUndefined();
});

it('one that does not expire is answered for ever, as it was kept', () => {
  const ask = frontAt({ ...answer, expiresAt: undefined });
  expect(ask(end + 1e12)).toEqual([200, 'public, max-age=3600, must-revalidate']);
});

it('a hit is of exactly the target that was kept: a URL that differs in its signature is not answered', () => {
  const ask = frontAt(answer);
  expect(ask(0, {}, `${target}x`)).toBeUndefined();
  expect(ask(0, {}, target.replace('?exp', '?Exp'))).toBeUndefined();
  expect(ask(0, {}, '/img/w=1/a')).toBeUndefined();
});

it('a provisional answer is given for its short life, and for as long as mVol has it, also as a 304', () => {
  let there = true;
  const provisional = { ...answer, expiresAt: undefined, provisional: true, freshSeconds: 60 };
  const ask = frontAt({ ...provisional, headers: { ...answer.headers, 'Cache-Control': 'max-age=60' } }, () => there);
  const tag = { 'if-none-match': '"k"' };
  expect(ask(59_000)).toEqual([200, 'max-age=60']);
  expect(ask(59_000, tag)).toEqual([304, 'max-age=60']);
  expect(ask(60_000)).toBeUndefined();
  there = false;
  expect(ask(1_000)).toBeUndefined();
  expect(ask(1_000, tag)).toBeUndefined();
});

it('a provisional answer of a URL that expires has the shorter of both lives', () => {
  const ask = frontAt({ ...answer, expiresAt: 100_000, provisional: true, freshSeconds: 60 });
  expect(ask(0)).toEqual([200, 'public, max-age=60, must-revalidate']);
  expect(ask(50_000)).toEqual([200, 'public, max-age=50, must-revalidate']);
});
