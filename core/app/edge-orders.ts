// What an edge in front of a server knows of a delivery without asking it: who may have it, which ways to write it are
// one, and which images it is made of. The same dialects, signatures and rules as the server's, of the same settings.
import type { Asked } from '../dialect/asked.ts';
import { createNativeDialect } from '../dialect/native.ts';
import { readLastSignature, readSignature } from '../dialect/signature.ts';
import { createPlacesOf } from '../dispatcher/places.ts';
import { readName } from '../dispatcher/read-name.ts';
import type { Target } from '../dispatcher/target.ts';
import { Failure } from '../failure.ts';
import { dialectModules } from '../pipeline/dialect-modules.ts';
import { encodeConfigOf } from '../pipeline/modules/encode.ts';
import { builtinModules } from '../pipeline/modules.ts';
import { pipelineOf } from '../pipeline/named-pipeline.ts';
import { createPlanner } from '../pipeline/planner.ts';
import { createGrantDelivery, type Grant, type Vouched } from '../policy/delivery.ts';
import { mountDialects } from '../policy/mount-dialects.ts';
import type { Settings } from '../policy/settings/settings.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { deliveryOf } from './delivery-of.ts';

export interface EdgeOrder {
  /** What its answers are kept under: unsigned ways to write one recipe share one. Not what the server is asked. */
  readonly target: string;
  /** Whether the format may depend on Accept. */
  readonly negotiates: boolean;
  /** The source and what is laid over it; undefined where the server alone knows. */
  readonly names: readonly string[] | undefined;
}

/**
 * Undefined for what is no delivery. Fails with `forbidden` and `expired`. What cannot be read is an order of which
 * little is known: the server may have modules that the edge has not, and refuses in its own words.
 */
export type EdgeOrders = (target: Target, headers: Headers) => Promise<EdgeOrder | undefined>;

/** Without keys the server alone judges signatures, and without IMG_UNSIGNED what unsigned URLs may ask. */
export function createEdgeOrders(settings: Settings, clock: () => number): EdgeOrders {
  const modules = [...builtinModules, ...dialectModules];
  const dialect = createNativeDialect(builtinModules);
  const planner = createPlanner(modules);
  const placesOf = createPlacesOf(mountDialects(settings, modules));
  const unsigned = settings.unsigned === 'auto' ? 'any' : settings.unsigned;
  const grantDelivery = createGrantDelivery({ ...deliveryOf(settings, clock), unsigned });

  const grantOf = async (raw: string, vouched?: Vouched): Promise<Grant | undefined> => {
    const signed = (vouched === undefined ? readSignature(raw) : readLastSignature(raw)) !== undefined;
    return signed && settings.keys.length === 0 ? undefined : grantDelivery(raw, vouched);
  };
  const describe = (recipe: Recipe) => ({
    negotiates: encodeConfigOf(recipe).format === 'auto' || pipelineOf(recipe) !== undefined,
    names: [recipe.source, ...planner.imagesOf(recipe)],
  });

  const ofImg = async ({ raw, rest, query }: Target): Promise<EdgeOrder> => {
    const grant = await grantOf(raw);
    const recipe = unlessUnreadable(() => dialect.read(rest));
    if (recipe === undefined) return unknownOrder(raw);
    grant?.admit(recipe);
    const isPlain = query === undefined && grant?.signed === false;
    return { target: isPlain ? `/img/${dialect.write(recipe)}` : raw, ...describe(recipe) };
  };
  const ofOriginal = async ({ raw, rest }: Target): Promise<EdgeOrder> => {
    await grantOf(raw);
    const name = unlessUnreadable(() => readName(rest));
    return { target: raw, negotiates: false, names: name === undefined ? undefined : [name] };
  };
  const ofForeign = async (raw: string, asked: Asked): Promise<EdgeOrder> => {
    const grant = await grantOf(raw, asked);
    if (asked.original === undefined) grant?.admit({ source: asked.source, stages: asked.stages });
    return { target: raw, ...describe(asked) };
  };

  return async (target, headers) => {
    const places = placesOf(target, headers);
    for (const place of places) {
      const asked = unlessUnreadable(() => place.dialect.read(place.target));
      if (asked !== undefined) return ofForeign(target.raw, asked);
    }
    if (places.length > 0) return unknownOrder(target.raw);
    if (target.room === 'img') return ofImg(target);
    return target.room === 'original' ? ofOriginal(target) : undefined;
  };
}

function unknownOrder(target: string): EdgeOrder {
  return { target, negotiates: true, names: undefined };
}

/** Fails with `forbidden` and `expired` only. */
function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'forbidden' || error.code === 'expired') throw error;
    return undefined;
  }
}
