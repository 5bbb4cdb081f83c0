import { expect, test } from 'vitest';
import type { TicketLedger, TicketRow } from '../../../core/database/ticket-ledger.ts';
import { openTickets } from '../../../core/policy/tickets.ts';

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
    async remove(ids: readonly string[]) {
      rows = rows.filter(({ id }) => !ids.includes(id));
    },
  } as unknown as TicketLedger;
  const tickets = await openTickets(ledger, () => 0);
  const { secret } = await tickets.create({ by: 'x', prefix: '', replace: false, said: {}, expiresIn: 60 });
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
