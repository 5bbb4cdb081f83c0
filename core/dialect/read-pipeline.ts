// What a named pipeline says, spelled as in a URL.
import type { ReadPipeline } from '../handlers/pipelines.ts';
import { pipelineOf } from '../pipeline/named-pipeline.ts';
import { badOption } from '../recipe/bad-option.ts';
import type { Dialect } from './dialect.ts';

// A dialect reads options in front of a name.
const anyName = '/x';

export function createReadPipeline(dialect: Dialect): ReadPipeline {
  return (options) => {
    const recipe = dialect.read(`${encodeURIComponent(options)}${anyName}`);
    if (recipe === undefined) throw badOption('options', 'options as in a URL', options);
    if (pipelineOf(recipe) !== undefined) throw badOption('pipeline', 'no other pipeline in a pipeline', options);
    recipe.stages.slice(0, -1).forEach((stage) => {
      if (stage.encode !== undefined) throw badOption('format', 'its place in the last stage', options);
    });
    return { stages: recipe.stages, options: dialect.write(recipe).slice(0, -anyName.length) };
  };
}
