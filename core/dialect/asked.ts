// What a URL of a foreign dialect asks for: a Recipe, and beside it what no other dialect would read out of it.
// Nothing of this goes into a result key: the bytes of a result are those of its Recipe.
import type { Ext } from '../image/format.ts';
import type { Recipe } from '../recipe/recipe.ts';

export interface Asked extends Recipe {
  /** The dialect's own signature was there and is that of one of its keys: as good as a signed native URL. */
  readonly signed?: true;
  /** Milliseconds since the epoch; from then on the URL opens nothing. */
  readonly expiresAt?: number;
  readonly download?: Download;
  /** The stored bytes instead of a transformation, whatever the stages say: always, or where they are of these formats. */
  readonly original?: true | readonly Ext[];
  /** Sends who asked to the original where the transformation fails. */
  readonly onError?: 'redirect';
  /** For a recipe with format json: what the dialect says instead. Gets and answers JSON text. */
  readonly retell?: (facts: string) => string;
}

/** Under which name, and whether it is to be saved instead of shown. */
export interface Download {
  /** Without an ending: that is the result's. */
  readonly stem?: string;
  readonly attachment?: boolean;
}
