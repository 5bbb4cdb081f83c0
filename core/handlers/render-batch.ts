// One task of the engine for several orders of one origin: from its bytes, or from pixels that were made of them.
import type { Made, RawPixels, RenderBatch } from '../engine/image-engine.ts';
import { Failure } from '../failure.ts';
import { whenAllLeft } from '../flow/waiting-line.ts';
import type { RenderSourceParts } from './render-source.ts';
import type { Member, Origin } from './shared-order.ts';
import { worthStopping } from './worth-stopping.ts';

/** Told of the pixels behind the head, while the name still stands for the bytes they were made of. */
export type Keep = (pixels: RawPixels) => void;

/** Answers each member; never fails. All have the same origin and head. Without pixels or a Keep nothing is handed out. */
export async function renderBatch(
  { engine, sources }: RenderSourceParts,
  { open, ways }: Origin,
  members: readonly Member[],
  from?: RawPixels | Keep,
): Promise<void> {
  const { order, claim } = members[0] as Member;
  const { name, version, shared } = order;
  const { dear } = claim;
  const isThere = async () => (await sources.find(name))?.version === version;

  // What an engine says of bytes that have gone meanwhile is void.
  const fail = async (failed: readonly Member[], error: unknown) => {
    const there = await isThere();
    for (const member of failed) {
      if (there) member.fail(error);
      else member.done(undefined, ways.together);
    }
  };

  const tell = (member: Member, result: Made | Failure) => {
    if (result instanceof Failure) void fail([member], result).catch(member.fail);
    else member.done(result.bytes, ways.together);
  };

  const tellMember = (place: number, result: Made | Failure) => tell(members[place] as Member, result);

  // Nothing is awaited between the look and the keeping: see mVolImgWrite.
  const keep = ({ bytes, width, height, channels = 3 }: Made, kept: Keep) => {
    if (sources.lookup(name)?.version === version) kept({ bytes, width, height, channels });
  };

  try {
    // Outputs that nobody waits for are left out one by one; the process itself is stopped where one is under way that is long.
    const millis = Math.max(...members.map((member) => member.millis));
    const stop = worthStopping({ millis }, whenAllLeft(members));
    if (from !== undefined && typeof from !== 'function') {
      const outputs = members.map(({ order, signal }) => ({
        ops: order.shared.rest,
        encode: order.plan.encode,
        unwanted: signal,
      }));
      const batch: RenderBatch = { source: from, frames: 'first', outputs, dear };
      return await engine.renderBatch(batch, tellMember, stop);
    }
    const source = await open(order);
    if (source === undefined) {
      for (const member of members) member.done(undefined, ways.together);
      return;
    }
    const outputs = members.map(({ order, signal }) => ({
      ops: order.shared.plan.ops,
      encode: order.plan.encode,
      unwanted: signal,
    }));
    const first = { ops: shared.head, encode: { op: 'keep' } } as const;
    if (from === undefined)
      return await engine.renderBatch({ source, frames: 'first', outputs, dear }, tellMember, stop);
    const made = (place: number, result: Made | Failure) => {
      if (place > 0) tell(members[place - 1] as Member, result);
      else if (!(result instanceof Failure)) keep(result, from);
    };
    await engine.renderBatch({ source, frames: 'first', outputs: [first, ...outputs], dear }, made, stop);
  } catch (error) {
    await fail(members, error).catch((cause) => {
      for (const member of members) member.fail(cause);
    });
  }
}
