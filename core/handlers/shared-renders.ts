// Results of one origin, a source or its mezzanine, that are asked for together are made together: one decode, and its pixels for all of them.
// Who comes alone is rendered alone, directly. Those who come within a turn or wait for a slot at the same time go together;
// the pixels stay in the module cache for those who come a little later.
import type { Claim, Gate } from '../flow/gate.ts';
import { unlessAborted } from '../flow/unless-aborted.ts';
import { createWaitingLine, type WaitingLine } from '../flow/waiting-line.ts';
import { priceOf } from '../pipeline/price.ts';
import type { ModuleCache } from './module-cache.ts';
import { renderBatch } from './render-batch.ts';
import type { Render } from './render-order.ts';
import type { RenderSourceParts } from './render-source.ts';
import type { Member, Origin, SharedOrder } from './shared-order.ts';
import { worthStopping } from './worth-stopping.ts';

export interface SharedRendersParts extends RenderSourceParts {
  readonly gate: Gate;
  readonly moduleCache: ModuleCache;
  /** Resolves when what was sent together with what has arrived by now may have arrived too. */
  readonly turn: () => Promise<void>;
}

/** Fails as imgRender does; undefined in the same cases. */
export type SharedRenders = (order: SharedOrder, signal: AbortSignal) => Promise<Render | undefined>;

type Line = WaitingLine<Member>;

/** Of one origin and one head. */
interface Group {
  readonly key: string;
  /** Waiting for a slot, by their class in the gate. */
  readonly cheap: Line;
  readonly dear: Line;
  /** Waiting for the pixels that are being made. */
  readonly later: Line;
  making: boolean;
  /** Tasks under way that keep nothing for others. */
  keepless: number;
}

// Outputs of one task: more go to tasks of their own, which other renderers can take. A quarter of them is what one
// client may have while others are there: a long task of one client is a long wait of the next.
const most = { cheap: 8, dear: 4 } as const;

const mostTurns = 4;

export function createSharedRenders(parts: SharedRendersParts, origin: Origin): SharedRenders {
  const { gate, moduleCache, turn } = parts;
  const groups = new Map<string, Group>();

  const groupOf = (order: SharedOrder): Group => {
    const key = pixelsKey(order);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const [cheap, dear, later] = [
      createWaitingLine<Member>(),
      createWaitingLine<Member>(),
      createWaitingLine<Member>(),
    ];
    const group = { key, cheap, dear, later, making: false, keepless: 0 };
    groups.set(key, group);
    return group;
  };

  const join = (group: Group, member: Member): void => {
    if (group.making) waitForPixels(group, member);
    else void enter(group, group[classOf(member)], member);
  };

  const waitForPixels = (group: Group, member: Member): void => {
    member.admittedAt = 0;
    group.later.join(member);
  };

  // Each has a place of its own in the gate, whose bounds and fairness count them one by one; it is given up when
  // somebody's turn takes it along.
  const enter = async (group: Group, line: Line, member: Member): Promise<void> => {
    const place = line.join(member);
    try {
      await gate.run(member.claim, () => work(group, line, member), place);
    } catch (error) {
      if (line.leave(member)) member.fail(error);
    }
    if (!group.making && group.keepless + group.later.size + inQueue(group) === 0 && groups.get(group.key) === group)
      groups.delete(group.key);
  };

  // As long as more of them come with every turn: a page's requests are read one after the other.
  const company = async (group: Group, isFull: () => boolean): Promise<void> => {
    let known = 0;
    for (let turns = 0; turns < mostTurns && inQueue(group) > known && !isFull(); turns += 1) {
      known = inQueue(group);
      await turn();
    }
  };

  const work = async (group: Group, line: Line, own: Member): Promise<void> => {
    const { client } = own;
    const places = most[classOf(own)];
    await company(group, () => line.size >= places);
    const others = inQueue(group) - line.size;
    const members = line.take(places, gate.isContended(client) ? places / 4 : places, own);
    const [first, second] = members;
    if (first === undefined) return;
    for (const member of members) member.admittedAt = performance.now();
    const { cheapHead } = first.order.shared;
    // One small result is decoded at its own size for less than the pixels of all take to be handed over.
    if (second === undefined && cheapHead) return alone(group, first);
    const pixels = moduleCache.read(group.key);
    if (pixels !== undefined) return renderBatch(parts, origin, members, pixels);
    if (group.making) for (const member of members) waitForPixels(group, member);
    else if (second === undefined && others + group.keepless === 0) await alone(group, first);
    else if (cheapHead && inQueue(group) === 0) await keepless(group, () => renderBatch(parts, origin, members));
    else await fromSource(group, members);
  };

  // Whoever comes meanwhile has company: from then on pixels are made to share.
  const alone = (group: Group, member: Member): Promise<void> =>
    keepless(group, async () => {
      const { order, signal, done, fail } = member;
      try {
        done(await origin.alone(order, worthStopping(member, signal)), origin.ways.alone);
      } catch (error) {
        fail(error);
      }
    });

  const keepless = async (group: Group, task: () => Promise<void>): Promise<void> => {
    group.keepless += 1;
    try {
      await task();
    } finally {
      group.keepless -= 1;
    }
  };

  const fromSource = async (group: Group, members: readonly Member[]): Promise<void> => {
    const { version } = (members[0] as Member).order;
    group.making = true;
    let released = false;
    // Once: by the end of the task somebody else may be making them anew, where the module cache did not keep these.
    const release = () => {
      if (released) return;
      released = true;
      group.making = false;
      for (const member of group.later.takeAll()) join(group, member);
    };
    try {
      await renderBatch(parts, origin, members, (pixels) => {
        moduleCache.offer(group.key, version, pixels);
        release();
      });
    } finally {
      release();
    }
  };

  return (order, signal) => {
    const { promise, resolve, reject: fail } = Promise.withResolvers<Render | undefined>();
    const { client, plan } = order;
    const { millis } = priceOf(plan);
    const member: Member = {
      ...{ order, signal, client, claim: claimOf(order), millis, askedAt: performance.now(), admittedAt: 0, fail },
      done(bytes, way) {
        const { askedAt, admittedAt } = member;
        const renderMillis = performance.now() - admittedAt;
        resolve(bytes && { bytes, way, queueMillis: admittedAt - askedAt, renderMillis });
      },
    };
    const isBegun = () => member.admittedAt > 0;
    return unlessAborted(worthStopping(member, signal, isBegun), () => {
      join(groupOf(order), member);
      return promise;
    });
  };
}

/** Under which the module cache has what the order begins with. */
export function pixelsKey({ version, from, shared }: Pick<SharedOrder, 'version' | 'from' | 'shared'>): string {
  return `${from?.key ?? version} ${JSON.stringify(shared.head)}`;
}

function inQueue({ cheap, dear }: Group): number {
  return cheap.size + dear.size;
}

// Pixels are handed over: for a while they are on both sides of a pipe.
function claimOf({ plan, shared, client }: SharedOrder): Claim {
  const { bytes, dear } = priceOf(plan);
  return { bytes: bytes + 2 * 4 * shared.size.width * shared.size.height, dear, client };
}

function classOf({ claim }: Member): keyof typeof most {
  return claim.dear ? 'dear' : 'cheap';
}
