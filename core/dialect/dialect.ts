// A dialect is a URL grammar. Law: reading what was written gives the same canonical Recipe.
import type { Recipe } from '../recipe/recipe.ts';

export interface Dialect {
  readonly name: string;
  /**
   * Reads the part of the raw request target behind the dialect's mount, neither decoded nor normalised.
   * Undefined when the target is not of this dialect; Failure `bad-option`, `bad-name` or `bad-target` when it is and is wrong.
   */
  read(target: string): Recipe | undefined;
  write(recipe: Recipe): string;
}
