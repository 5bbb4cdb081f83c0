// Bounds work that costs CPU and memory: so much at once, so many waiting, nobody waits for long, and no client at the
// others' expense. Work that is refused costs nothing, so a flood can not make the work that was admitted fail.
import { Failure } from '../failure.ts';
import { createFairQueue, type FairQueue } from './fair-queue.ts';
import { createIdleWork } from './idle-work.ts';

export interface GateLimits {
  /** Pieces of work at the same time. */
  readonly slots: number;
  /**
   * Pieces more while dear or yielding work is among them, for other cheap work, which never waits for those. With as
   * many as there are slots, it has as many as if none of them ran.
   */
  readonly spare: number;
  /** Pieces of cheap work that may wait, and as many of dear work; 0 refuses as soon as all slots are taken. */
  readonly queue: number;
  /** Longest wait for a slot, once the queue has stood for `burstMillis`. */
  readonly waitMillis: number;
  /** A queue that is younger is a burst (a page's pictures at once): it may be waited in until it is so old. */
  readonly burstMillis: number;
  /** Memory of all work together. */
  readonly bytes: number;
}

/** What a piece of work is expected to take. */
export interface Cost {
  /** Bytes of memory at its peak. */
  readonly bytes: number;
  /** Takes long: cheap work goes before it. */
  readonly dear: boolean;
}

export interface Claim extends Cost {
  /** Who asks: clients get slots in turn. */
  readonly client: string;
  /** Waits as long as its signal lets it: for those whose work so far would be lost. */
  readonly patient?: boolean;
  /** Cheap work that lets other cheap work go first, as dear work does: for what nobody waits to see. */
  readonly yields?: boolean;
}

export interface GateState {
  readonly running: number;
  readonly waiting: number;
  /** Memory reserved by what runs, of how much. */
  readonly reservedBytes: number;
  readonly bytes: number;
  /** Since the start: for want of capacity, and because of what the client itself had asked for. */
  readonly refused: { readonly capacity: number; readonly client: number };
  readonly idleWaiting: number;
}

export interface Gate {
  /**
   * Runs work in a slot. Fails with `over-limit` when it could never get the memory, with `overloaded` when the queue
   * is full or the wait was too long, with `too-many-requests` when the client holds more than its share of the queue
   * while others wait, and with the signal's reason when it fires during the wait.
   */
  run<T>(claim: Claim, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Runs work while nothing else does, one piece at a time. Its signal fires when its place is wanted. Undefined when
   * it was given up. Fails as `work` does.
   */
  whenIdle<T>(cost: Cost, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Whether anybody but this client has work that waits or is under way. */
  isContended(client: string): boolean;
  state(): GateState;
  /** Gives up idle work, for good. What is under way or waits for a slot is not touched. */
  close(): void;
}

interface Waiter extends Claim {
  admit(): void;
  refuse(failure: Failure): void;
}

interface Line {
  readonly queue: FairQueue<Waiter>;
  /** When it was last empty, by performance.now(). */
  emptyUntil: number;
}

const quietMillis = 100;
const mostIdle = 256;

export function createGate({ slots, spare, queue: places, waitMillis, burstMillis, bytes }: GateLimits): Gate {
  const cheap: Line = { queue: createFairQueue(), emptyUntil: 0 };
  const yielding: Line = { queue: createFairQueue(), emptyUntil: 0 };
  const dear: Line = { queue: createFairQueue(), emptyUntil: 0 };
  const lines = [cheap, yielding, dear];
  const idle = createIdleWork({ quietMillis, waiting: mostIdle });
  const underWay = new Map<string, number>();
  const refused = { capacity: 0, client: 0 };
  let running = 0;
  let runningYielding = 0;
  let runningDear = 0;
  let reservedBytes = 0;

  const countOf = (client: string) => underWay.get(client) ?? 0;

  const fits = (claim: Claim) => {
    const beside = runningDear + (claim.yields ? 0 : runningYielding);
    // Beside dear work, what yields leaves one piece to what does not.
    const most = slots + (claim.yields && spare > 1 ? spare - 1 : spare);
    const isFree = claim.dear ? running < slots : running - beside < slots && running < most;
    return isFree && reservedBytes + claim.bytes <= bytes;
  };

  const count = (claim: Claim, change: 1 | -1) => {
    running += change;
    if (claim.dear) runningDear += change;
    else if (claim.yields) runningYielding += change;
  };

  const take = (claim: Claim) => {
    count(claim, 1);
    reservedBytes += claim.bytes;
    underWay.set(claim.client, countOf(claim.client) + 1);
    idle.busy();
    // Its process is a spare one: as long as there is a slot besides, it may go on.
    if (running >= slots || reservedBytes + idle.bytes > bytes) idle.makeWay();
  };

  const leave = (claim: Claim) => {
    count(claim, -1);
    reservedBytes -= claim.bytes;
    const left = countOf(claim.client) - 1;
    if (left > 0) underWay.set(claim.client, left);
    else underWay.delete(claim.client);
    for (let next = whoseTurn(); next !== undefined; next = whoseTurn()) next.admit();
    if (running === 0) idle.quiet();
  };

  // In a burst all will have their turn: the oldest first. In a queue that stands most will not, and who has waited
  // longest is most likely to have left when the work is done: the newest first (Maurer, "Fail at Scale", ACM Queue 2015).
  const whoseFirst = ({ emptyUntil }: Line) => (performance.now() - emptyUntil > waitMillis ? 'newest' : 'oldest');

  // Cheap work first; but a flood of it leaves one slot to dear work and one to what yields, which would wait for ever
  // otherwise.
  const order = () => [...(runningDear === 0 ? [dear] : []), ...(runningYielding === 0 ? [yielding] : []), ...lines];

  const whoseTurn = (): Waiter | undefined => {
    for (const line of order()) {
      const next = line.queue.next(countOf, whoseFirst(line));
      if (next !== undefined && fits(next)) return next;
    }
    return undefined;
  };

  // Made once: the stack of an error costs more than the rest of a refusal.
  const noCapacity = new Failure('overloaded', 'The server has more to render than it can take on; try again shortly.');
  const noShare = new Failure('too-many-requests', 'You have more to render than your share while others wait.');
  const overloaded = () => {
    refused.capacity += 1;
    return noCapacity;
  };
  const tooMany = () => {
    refused.client += 1;
    return noShare;
  };

  /** Whether others wait in it. */
  const isSought = (queue: FairQueue<Waiter>, client: string) => queue.clients > (queue.heldBy(client) > 0 ? 1 : 0);

  // A quarter of the places is what one client may have while others wait.
  const isGreedy = (queue: FairQueue<Waiter>, client: string, held: number) =>
    held > Math.max(1, Math.floor(places / 4)) && isSought(queue, client);

  const makeRoom = ({ queue }: Line, { client }: Claim) => {
    const held = queue.heldBy(client) + 1;
    if (isGreedy(queue, client, held)) throw tooMany();
    if (queue.size < places) return;
    const most = queue.mostExpendable();
    if (most === undefined || queue.heldBy(most.client) <= held) throw overloaded();
    most.item.refuse(tooMany());
  };

  const wait = (line: Line, claim: Claim, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const { queue } = line;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        queue.remove(claim.client, waiter);
        finish();
      };
      const waiter: Waiter = {
        ...claim,
        admit() {
          take(claim);
          settle(resolve);
        },
        refuse: (failure) => settle(() => reject(failure)),
      };
      const giveUp = () => settle(() => reject(signal?.reason));
      const expire = () => {
        const stillBurst = line.emptyUntil + burstMillis - performance.now();
        if (stillBurst > 0) timer = setTimeout(expire, stillBurst);
        else waiter.refuse(isGreedy(queue, claim.client, queue.heldBy(claim.client)) ? tooMany() : overloaded());
      };
      if (!claim.patient) timer = setTimeout(expire, waitMillis);
      signal?.addEventListener('abort', giveUp, { once: true });
      if (queue.size === 0) line.emptyUntil = performance.now();
      queue.add(claim.client, waiter);
    });

  const enter = async (claim: Claim, signal: AbortSignal | undefined): Promise<void> => {
    const line = claim.dear ? dear : claim.yields ? yielding : cheap;
    if (line.queue.size === 0 && fits(claim)) return take(claim);
    makeRoom(line, claim);
    return wait(line, claim, signal);
  };

  const refuseHuge = (cost: Cost) => {
    if (cost.bytes <= bytes) return;
    const sentence = `Expected work within ${bytes} bytes of memory, but this would take about ${cost.bytes}.`;
    throw new Failure('over-limit', sentence, { limit: bytes });
  };

  return {
    async run(claim, work, signal) {
      signal?.throwIfAborted();
      refuseHuge(claim);
      await enter(claim, signal);
      try {
        return await work();
      } finally {
        leave(claim);
      }
    },
    async whenIdle(cost, work) {
      refuseHuge(cost);
      return idle.add(cost.bytes, work);
    },
    isContended: (client) =>
      underWay.size > (underWay.has(client) ? 1 : 0) || lines.some(({ queue }) => isSought(queue, client)),
    close: () => idle.close(),
    state: () => ({
      running,
      waiting: lines.reduce((sum, { queue }) => sum + queue.size, 0),
      reservedBytes: reservedBytes + idle.bytes,
      bytes,
      refused: { ...refused },
      idleWaiting: idle.waiting,
    }),
  };
}
