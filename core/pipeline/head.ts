// Head: from what a URL asks for to the plan of the answer. It reads RAM only, so whatever can be
// said of an answer without its bytes (304, HEAD, every refusal of the request) costs no disk and no render.
import { unknownName } from '../handlers/get-img-meta.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { SourceCaller } from '../handlers/remote-sources.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import type { Hinted } from '../policy/client-hints.ts';
import type { Grant } from '../policy/delivery.ts';
import type { Limits } from '../policy/limits.ts';
import { type AcceptFold, chooseFormat, foldAccept } from '../policy/negotiation.ts';
import type { Recipe, StagesOf } from '../recipe/recipe.ts';
import { resultKey } from '../recipe/result-key.ts';
import { isSourceUrl } from '../source/check-source.ts';
import type { Lifetime } from '../source/lifetime.ts';
import { checkPlan } from './check-plan.ts';
import { type MezzaninePlan, type MezzanineRules, mezzaninePlan } from './mezzanine-plan.ts';
import { expandPipeline, pipelineOf } from './named-pipeline.ts';
import type { Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { refinedPlan } from './refined-plan.ts';
import { type SharedPlan, sharedPlan } from './shared-plan.ts';

/** What the result may be refined to. */
export interface Finer {
  readonly plan: Plan;
  readonly key: string;
}

export interface Shared {
  readonly plan: SharedPlan;
  readonly key: string;
}

export interface FromMezzanine {
  readonly plan: MezzaninePlan;
  /** The mezzanine's own. */
  readonly made: string;
  readonly key: string;
}

export interface Headed {
  readonly recipe: Recipe;
  /** What the client takes, whether that went into the answer or not. */
  readonly accepts: AcceptFold;
  readonly name: string;
  readonly record: ImageRecord;
  readonly plan: Plan;
  /** The result key: of source version, plan and engine, so it names bytes. */
  readonly key: string;
  /** What of the client's Accept went into the answer; undefined where the format does not depend on it. */
  readonly fold: AcceptFold | undefined;
  /** Undefined where it is made with all the effort that was asked for. */
  readonly finer: Finer | undefined;
  /** Purges there had been before it was planned: what is made for it is not kept if one came since. */
  readonly purges: number;
  /** How the same is made together with other results of the source; undefined where nothing is gained by it. */
  readonly shared: Shared | undefined;
  /** How the same is made of the source's mezzanine; undefined where that has none, or would not do. */
  readonly mezzanine: FromMezzanine | undefined;
  /** Of a source elsewhere: how long it may be used. */
  readonly lifetime?: Lifetime;
  /** Id of the named pipeline that the URL asked for: what it means may change. */
  readonly named?: string | undefined;
  /** Whether the URL is signed, and whether it has to be: the source, or an image laid over it, is private. */
  readonly signed: boolean;
  readonly private: boolean;
}

/**
 * `grant.admit` answers the recipe that may be served for the one that was asked, before anything is looked up: who may
 * not ask does not learn whether there is such a name. For the same reason a private image is unknown to who has not
 * signed. Fails as `admit`, getImgMeta, getSource, Module and checkPlan do.
 */
export type Head = (
  asked: Recipe,
  accept: string | null,
  grant: Pick<Grant, 'admit' | 'signed'>,
  caller: SourceCaller,
  hinted?: Hinted,
) => Promise<Headed>;

export interface HeadOfParts {
  readonly planner: Planner;
  readonly handlers: Pick<Handlers, 'getImgMeta'>;
  readonly limits: Limits;
  /** The engine's mark. */
  readonly mark: string;
  /** Whether results that are asked for again are refined. */
  readonly refine: boolean;
  /** Whether results of one source may be made together. */
  readonly share: boolean;
  /** Which sources have mezzanines; none where it is absent. */
  readonly mezzanines?: MezzanineRules | undefined;
}

/**
 * The plan of a recipe for a source that has been found; `purges` is their count before it was looked for.
 * Fails as Module and checkPlan do.
 */
export type HeadOf = (recipe: Recipe, record: ImageRecord, asked: AskedOf) => Promise<Headed>;

type AskedOf = Pick<Headed, 'accepts' | 'purges' | 'signed'>;

export function createHeadOf({ planner, handlers, limits, mark, ...may }: HeadOfParts): HeadOf {
  return async (recipe, record, { accepts, purges, signed }) => {
    const { ext, negotiated } = chooseFormat(recipe, record, accepts);
    const images = new Map<string, ImageRecord | undefined>();
    for (const other of planner.imagesOf(recipe)) images.set(other, shown(await handlers.getImgMeta(other), signed));
    const plan = planner.plan(recipe, record, ext, (other) => images.get(other));
    checkPlan(plan, limits);
    const finer = may.refine ? refinedPlan(recipe, plan) : undefined;
    const shared = may.share ? sharedPlan(plan) : undefined;
    const from = may.mezzanines && mezzaninePlan(plan, may.mezzanines);
    const keyOf = (made: Plan) => resultKey(record.version, made, mark);
    return {
      ...{ recipe, accepts, name: recipe.source, record, plan, purges, signed },
      private: record.private || [...images.values()].some((image) => image?.private),
      key: keyOf(plan),
      fold: negotiated ? accepts : undefined,
      finer: finer && { plan: finer, key: keyOf(finer) },
      shared: shared && { plan: shared, key: keyOf(shared.plan) },
      mezzanine: from && fromMezzanine(from, keyOf(from.making), mark),
    };
  };
}

// What it is made of is no version of a source, but names bytes as one does.
function fromMezzanine(plan: MezzaninePlan, made: string, mark: string): FromMezzanine {
  return { plan, made, key: resultKey(made, plan.plan, mark) };
}

export interface HeadParts {
  readonly handlers: Pick<Handlers, 'getImgMeta' | 'getSource' | 'imgAtHand' | 'purgeCount'>;
  readonly pipelines: { readonly stagesOf: StagesOf };
  readonly headOf: HeadOf;
}

export function createHead({ handlers, pipelines, headOf }: HeadParts): Head {
  const isAtHand = ({ key, finer }: Headed) => handlers.imgAtHand(finer?.key ?? key) || handlers.imgAtHand(key);
  return async (asked, accept, { admit, signed }, caller, hinted) => {
    const admitted = admit(hinted?.settle(asked) ?? asked);
    const expanded = expandPipeline(admitted, pipelines.stagesOf);
    // A named pipeline may leave something to hints, too.
    const recipe = hinted?.spare(hinted.settle(expanded)) ?? expanded;
    const purges = handlers.purgeCount();
    const { source } = recipe;
    const elsewhere = isSourceUrl(source) ? await handlers.getSource(source, caller) : undefined;
    const asker = { accepts: foldAccept(accept), purges, signed };
    // What a shared store has to confirm comes with the bytes where they will be needed: one call, not two.
    const isWanted = async (known: ImageRecord | undefined) =>
      known === undefined || !isAtHand(await headOf(recipe, known, asker));
    const record =
      elsewhere?.record ?? shown(await handlers.getImgMeta(source, isWanted), signed) ?? unknownName(source);
    const headed = await headOf(recipe, record, asker);
    const named = expanded === admitted ? {} : { named: pipelineOf(admitted) };
    return { ...headed, ...named, ...(elsewhere && { lifetime: elsewhere.lifetime }) };
  };
}

/** Undefined also for what is private to who has not signed. */
function shown(record: ImageRecord | undefined, signed: boolean): ImageRecord | undefined {
  return record?.private && !signed ? undefined : record;
}
