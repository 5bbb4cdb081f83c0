import { expect, test } from 'vitest';
import type { TicketLedger, TicketRow } from '../../../core/database/ticket-ledger.ts';
import { openTickets, type Tickets } from '../../../core/policy/tickets.ts';

function rowsOf() {
  let rows: readonly TicketRow[] = [];
  return {
    list: async () => rows,
    async put(row: TicketRow) {
      rows = [...rows, row];
    },
    async take(taken: string) {
      const before = rows.length;
      rows = rows.filter(({ id }) => id !== taken);
      return rows.length < before;
    },
    async remove() {},
  } satisfies TicketLedger;
}

const asked = { by: 'x', prefix: '', replace: false, said: {}, expiresIn: 60 };

test('a ticket that was made at another server is looked for before it is refused, and used at one of them only', async () => {
  const ledger = rowsOf();
  const a = await openTickets(ledger, Date.now);
  const b: Tickets = await openTickets(ledger, Date.now, () => b.reload());
  const { secret } = await a.create(asked);
  const claims = await Promise.all([a.claim(secret), b.claim(secret)]);
  const spent = await Promise.allSettled(claims.map(({ spend }) => spend()));
  expect(spent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(spent.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'forbidden' } });
  const winner = claims[spent.findIndex(({ status }) => status === 'fulfilled')];
  // An upload that was overtaken is checked again.
  await winner?.spend();
  for (const claim of claims) claim.release();
  await expect(a.claim(secret)).rejects.toMatchObject({ code: 'forbidden' });
});

test('however many unknown tickets are shown, the others are asked once in a while', async () => {
  let looks = 0;
  const started = performance.now();
  const tickets = await openTickets(rowsOf(), Date.now, async () => {
    looks += 1;
  });
  const shown = Array.from({ length: 50 }, (_, one) => tickets.claim(`unknown ${one}`));
  expect((await Promise.allSettled(shown)).map(({ status }) => status)).not.toContain('fulfilled');
  // Once a second: those whose digest was ready only behind the first look wait for the next.
  expect(looks).toBeLessThanOrEqual(2 + (performance.now() - started) / 1000);
});

test('a ticket that is used up while the list is read again is not let in by that list', async () => {
  let rows: readonly TicketRow[] = [];
  let gate = Promise.resolve();
  const ledger = {
    async list() {
      const read = rows;
      await gate;
      return read;
    },
    async put(row: TicketRow) {
      rows = [...rows, row];
    },
    async take(taken: string) {
      rows = rows.filter(({ id }) => id !== taken);
      return true;
    },
  } as unknown as TicketLedger;
  const tickets = await openTickets(ledger, () => 0);
  const { secret } = await tickets.create(asked);
  let go = () => {};
  gate = new Promise((resolve) => {
    go = resolve;
  });
  const reloaded = tickets.reload();
  const { spend, release } = await tickets.claim(secret);
  await spend();
  release();
  go();
  await reloaded;
  await expect(tickets.claim(secret)).rejects.toMatchObject({ code: 'forbidden' });
});
