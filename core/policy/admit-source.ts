// Sources elsewhere in unsigned URLs: whoever may name any of them makes a proxy of us (CVE-2023-30019). So below `any` a
// host has to be listed by its name or domain; "*" opens hosts to signed URLs only.
import { Failure } from '../failure.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { isSourceUrl } from '../source/check-source.ts';
import { allowsSource, type SourceRule } from '../source/source-rules.ts';

/** Answers the recipe, or fails with `forbidden`. */
export function createAdmitSource(rules: readonly SourceRule[]): (recipe: Recipe) => Recipe {
  const named = rules.filter(({ host }) => host !== '*');
  return (recipe) => {
    const { source } = recipe;
    if (!isSourceUrl(source) || allowsSource(named, new URL(source))) return recipe;
    const expected = 'a signed URL, or a source of a host that IMG_SOURCES lists';
    throw new Failure('forbidden', `Expected ${expected}.`, { subject: 'url', expected });
  };
}
