// A dialect is a URL grammar. Law: reading what was written gives the same canonical Recipe.
import type { Failure } from '../failure.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Asked } from './asked.ts';

export interface Dialect {
  readonly name: string;
  /**
   * Reads the raw request target behind the dialect's mount and the slash after it, neither decoded nor normalised; of a
   * foreign dialect together with `?` and the query.
   * Undefined when the target is not of this dialect: then the next one at this place is asked. A Failure when it is and
   * is wrong: `bad-option`, `bad-name`, `bad-target`, `not-supported` for what is right but not to be had here,
   * `forbidden` for a signature that is not of its keys.
   */
  read(target: string): Asked | undefined;
  /** Fails with `not-supported` where the dialect has no words for it. */
  write(recipe: Recipe): string;
  /** How clients of the dialect expect to be refused; a problem document with our status where it is absent. */
  readonly refusal?: RefusalOf;
}

export interface Refusal {
  readonly status: number;
  /** Instead of a problem document. */
  readonly body?: { readonly mediaType: string; readonly text: string };
}

/**
 * `status` is ours for this failure, `subject` what it is about. What `failure` says may be shown: it says nothing but its
 * code where IMG_EXPLAIN is off.
 */
export type RefusalOf = (failure: Failure, status: number, subject?: string) => Refusal;
