// Makes a plan exact: has the engine look for what only the pixels can tell, once for each picture and question.
import type { Bounds, ImageEngine, RenderTask } from '../engine/image-engine.ts';
import { checkPlan } from '../pipeline/check-plan.ts';
import type { Plan } from '../pipeline/plan.ts';
import type { Limits } from '../policy/limits.ts';

type Sources = Pick<RenderTask, 'source' | 'images' | 'dear'>;

/**
 * `version` is the source's. Answers the plan itself where it is exact already. Fails as ImageEngine does, and with
 * `bad-option` where the plan cannot be made, or not within the limits, of what was found.
 */
export type SettlePlan = (version: string, plan: Plan, sources: Sources, signal: AbortSignal) => Promise<Plan>;

// An answer takes about 300 bytes; other widths of the same picture ask the same.
const mostRemembered = 4096;

export function createSettlePlan(engine: ImageEngine, limits: Limits): SettlePlan {
  const remembered = new Map<string, Bounds>();

  const boundsOf = async (version: string, plan: Plan, sources: Sources, signal: AbortSignal): Promise<Bounds> => {
    const { frames, unsettled } = plan;
    const { ops, trim } = unsettled as NonNullable<Plan['unsettled']>;
    const question = JSON.stringify([version, frames, plan.output.animated, ops, trim]);
    const known = remembered.get(question);
    if (known !== undefined) return known;
    const found = await engine.bounds({ ...sources, frames, ops, ...(trim && { trim }) }, signal);
    remembered.set(question, found);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    return found;
  };

  return async (version, asked, sources, signal) => {
    let plan = asked;
    while (plan.unsettled !== undefined) plan = plan.unsettled.settle(await boundsOf(version, plan, sources, signal));
    if (plan !== asked) checkPlan(plan, limits);
    // How it is encoded may have been refined since it was planned.
    return { ...plan, encode: asked.encode };
  };
}
