// Upload tickets: each lets one image in, once, without a token. In RAM and in pDatabase, so that they outlive a restart.
import type { TicketLedger, TicketRow } from '../database/ticket-ledger.ts';
import { Failure } from '../failure.ts';
import { digestOf, randomText } from './tokens.ts';

export type NewTicket = Omit<TicketRow, 'id' | 'digest' | 'expiresAt'> & {
  /** Whole seconds. */
  readonly expiresIn: number;
};

/** A ticket that is being used: nobody else can meanwhile. */
export interface ClaimedTicket {
  readonly ticket: TicketRow;
  /** From then on the ticket is used up, also after a crash. To be called before its image can be seen. */
  spend(): Promise<void>;
  /** Lets it be tried again, unless it is spent. */
  release(): void;
}

export interface Tickets {
  /** The secret is not to be had again. Fails with `over-limit` where there are too many. */
  create(asked: NewTicket): Promise<{ readonly ticket: TicketRow; readonly secret: string }>;
  /** Reads all of them again, where others make and use them too. */
  reload(): Promise<void>;
  /** Fails with `forbidden` for one that is unknown, used, in use or expired, without saying which. */
  claim(secret: string): Promise<ClaimedTicket>;
}

// All are in RAM, about 300 bytes each.
const mostTickets = 100_000;
const idBytes = 9;
const secretBytes = 24;

/** `clock` is in milliseconds since the epoch. */
export async function openTickets(ledger: TicketLedger, clock: () => number): Promise<Tickets> {
  const read = async () => new Map((await ledger.list()).map((row) => [row.digest, row]));
  let byDigest = await read();
  const inUse = new Set<string>();
  // Digests that a list may still have which is being read, and whether the ledger has let go of them.
  const spent = new Map<string, boolean>();
  let reading = 0;
  const tidySpent = () => {
    for (const [digest, isRemoved] of spent) if (isRemoved && reading === 0) spent.delete(digest);
  };
  const isOver = ({ expiresAt }: TicketRow) => expiresAt <= clock();

  // Those in use are left: their uploads end by themselves.
  const sweep = async () => {
    const over = [...byDigest.values()].filter((row) => isOver(row) && !inUse.has(row.digest));
    for (const { digest } of over) byDigest.delete(digest);
    if (over.length > 0) await ledger.remove(over.map(({ id }) => id));
  };

  return {
    async create({ expiresIn, ...asked }) {
      await sweep();
      if (byDigest.size >= mostTickets) {
        throw new Failure('over-limit', `Expected at most ${mostTickets} tickets that are not used yet.`);
      }
      const secret = `tkt_${randomText(secretBytes)}`;
      const digest = await digestOf(secret);
      const ticket = { ...asked, id: randomText(idBytes), digest, expiresAt: clock() + expiresIn * 1000 };
      await ledger.put(ticket);
      byDigest.set(digest, ticket);
      return { ticket, secret };
    },

    async reload() {
      reading += 1;
      try {
        const rows = await read();
        for (const digest of spent.keys()) rows.delete(digest);
        byDigest = rows;
      } finally {
        reading -= 1;
        tidySpent();
      }
    },

    async claim(secret) {
      const digest = await digestOf(secret);
      const ticket = byDigest.get(digest);
      if (ticket === undefined || isOver(ticket) || inUse.has(digest)) {
        throw new Failure('forbidden', 'The ticket is not valid: unknown, used, in use or expired.');
      }
      inUse.add(digest);
      return {
        ticket,
        async spend() {
          // In RAM first: whatever becomes of the commit, it lets nobody in any more.
          byDigest.delete(digest);
          spent.set(digest, false);
          await ledger.remove([ticket.id]);
          spent.set(digest, true);
          tidySpent();
        },
        release: () => void inUse.delete(digest),
      };
    },
  };
}
