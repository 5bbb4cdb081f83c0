// A named pipeline: stages kept under an id, which a URL asks for with p=. A dialect reads it like an option of a module,
// so that it is spelled, checked and written like all others; before anything is planned its stages take its place.
import { Failure } from '../failure.ts';
import { badOption } from '../recipe/bad-option.ts';
import { maxStages } from '../recipe/canonical.ts';
import { pipelineId } from '../recipe/kinds/pipeline-id.ts';
import type { Recipe, Stage, StagesOf } from '../recipe/recipe.ts';
import type { Module } from './module.ts';

const options = {
  pipeline: pipelineId({
    aliases: ['p'],
    summary: 'A named pipeline, in the first stage only. Options beside it win over those of its last stage.',
  }),
};

/** Not among the modules that are planned. */
export const named: Module<typeof options> = {
  name: 'named',
  rank: 0,
  summary: 'Puts the stages of a named pipeline in its place.',
  options,
  plan() {
    throw new Failure('internal', 'Expected the stages of a named pipeline in its place.');
  },
};

export function pipelineOf({ stages }: Recipe): string | undefined {
  return stages[0]?.[named.name]?.pipeline as string | undefined;
}

/**
 * The recipe with the pipeline's stages in front. What the URL says beside `p` wins, option by option, over the
 * pipeline's last stage; what that says about encoding goes to the recipe's last stage, and what stands there wins.
 * Fails with `not-found`, and with `bad-option` for a place where no pipeline may stand.
 */
export function expandPipeline(recipe: Recipe, stagesOf: StagesOf): Recipe {
  const [first = {}, ...others] = recipe.stages;
  if (others.some((stage) => named.name in stage)) throw badOption('pipeline', 'its place in the first stage', '~');
  const id = pipelineOf(recipe);
  if (id === undefined) return recipe;
  const stages = stagesOf(id);
  if (stages === undefined) throw new Failure('not-found', `There is no pipeline named "${id}".`, { subject: 'p' });
  const { [named.name]: _, ...beside } = first;
  const { encode, ...last } = merged(stages.at(-1) ?? {}, beside);
  const list = [...stages.slice(0, -1), last, ...others];
  if (list.length > maxStages) throw badOption('~', `at most ${maxStages} stages together with the pipeline's`, 'more');
  const end = list.at(-1) ?? {};
  return { ...recipe, stages: [...list.slice(0, -1), encode === undefined ? end : merged({ encode }, end)] };
}

function merged(under: Stage, over: Stage): Stage {
  const modules = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...modules].map((module) => [module, { ...under[module], ...over[module] }]));
}
