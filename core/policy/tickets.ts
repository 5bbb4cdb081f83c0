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
  /**
   * From then on the ticket is used up, also after a crash; may be called again. To be called before its image can be seen.
   * Fails with `forbidden` where it was used at another server.
   */
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

// So often others are asked for what is unknown here.
const lookMillis = 1_000;

/**
 * `clock` is in milliseconds since the epoch. `look` reads what other servers have made, where there are others: a ticket
 * is often used right after it was made, and not where.
 */
export async function openTickets(
  ledger: TicketLedger,
  clock: () => number,
  look?: () => Promise<unknown>,
): Promise<Tickets> {
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

  let lookedAt = Number.NEGATIVE_INFINITY;
  let next: Promise<unknown> | undefined;
  // Of one that begins after the call; shared by all who wait for it.
  const nextLook = (): Promise<unknown> => {
    next ??= new Promise((resolve) => setTimeout(resolve, Math.max(0, lookedAt + lookMillis - clock()))).then(() => {
      [lookedAt, next] = [clock(), undefined];
      return look?.();
    });
    return next;
  };

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
      if (look !== undefined && !byDigest.has(digest) && !spent.has(digest)) await nextLook();
      const ticket = byDigest.get(digest);
      if (ticket === undefined || isOver(ticket) || inUse.has(digest)) throw invalid();
      inUse.add(digest);
      let isSpent = false;
      return {
        ticket,
        async spend() {
          if (isSpent) return;
          // In RAM first: whatever becomes of the commit, it lets nobody in any more.
          byDigest.delete(digest);
          spent.set(digest, false);
          isSpent = await ledger.take(ticket.id);
          spent.set(digest, true);
          tidySpent();
          if (!isSpent) throw invalid();
        },
        release: () => void inUse.delete(digest),
      };
    },
  };
}

function invalid(): Failure {
  return new Failure('forbidden', 'The ticket is not valid: unknown, used, in use or expired.');
}
