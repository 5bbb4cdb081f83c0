// Module: whether the answer is to be saved instead of shown, and under which name. It changes no pixel and no result:
// the dispatcher reads it from the recipe.
import { fileStem } from '../../recipe/kinds/file-stem.ts';
import { orWord } from '../../recipe/kinds/or-word.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Module } from '../module.ts';

const options = {
  download: orWord('true', fileStem({ summary: '' }), {
    aliases: ['dl'],
    summary:
      "Browsers save it instead of showing it: under this name, or with true under the image's own. The ending is the result's.",
  }),
};

export const download: Module<typeof options> = {
  name: 'download',
  rank: 1300,
  summary: 'Has the result saved under a name.',
  options,
  plan: (input) => ({ output: input, ops: [] }),
};

/** What of it the last stage that says something says; undefined where it is to be shown. */
export function downloadOf({ stages }: Recipe): { readonly attachment: true; readonly stem?: string } | undefined {
  const said = stages.findLast((stage) => stage.download !== undefined)?.download as
    | ConfigOf<typeof options>
    | undefined;
  if (said?.download === undefined) return undefined;
  return { attachment: true, ...(said.download !== 'true' && { stem: said.download }) };
}
