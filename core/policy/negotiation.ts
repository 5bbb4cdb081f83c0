// Which format an answer has. Of all request headers only Accept has a say, and only as one of four words,
// so that a cache never holds more than four answers of one URL.
import { type OutputExt, writableExt } from '../image/format.ts';
import type { Shape } from '../image/shape.ts';
import { wantsToMove } from '../pipeline/frames.ts';
import { encodeConfigOf } from '../pipeline/modules/encode.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a client takes besides the formats that everybody takes. */
export type AcceptFold = 'avif-webp' | 'avif' | 'webp' | 'none';

/**
 * Folds an Accept header (RFC 9110 section 12.5.1). A type counts where it is named and its weight is not 0;
 * wildcards don't, because clients that know neither AVIF nor WebP send them. Linear in the header's length.
 */
export function foldAccept(accept: string | null | undefined): AcceptFold {
  const named = (accept ?? '').toLowerCase().split(',').filter(isWanted).map(typeOf);
  const avif = named.includes('image/avif');
  const webp = named.includes('image/webp');
  return avif ? (webp ? 'avif-webp' : 'avif') : webp ? 'webp' : 'none';
}

function typeOf(element: string): string {
  return (element.split(';', 1)[0] ?? '').trim();
}

function isWanted(element: string): boolean {
  const parameters = element.split(';').slice(1);
  return !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter.trim()));
}

/**
 * The format to encode to. `negotiated` is true exactly when the URL leaves it to Accept: then every answer of
 * that URL has to say so in Vary.
 */
export function chooseFormat(recipe: Recipe, shape: Shape, fold: AcceptFold): { ext: OutputExt; negotiated: boolean } {
  const { format } = encodeConfigOf(recipe);
  if (format === undefined) return { ext: writableExt(shape), negotiated: false };
  if (format !== 'auto') return { ext: format, negotiated: false };
  const moves = shape.animated && wantsToMove(recipe);
  return { ext: moves ? bestMoving(fold) : bestStill(shape, fold), negotiated: true };
}

function bestMoving(fold: AcceptFold): OutputExt {
  return fold === 'avif-webp' || fold === 'webp' ? 'webp' : 'gif';
}

function bestStill(shape: Shape, fold: AcceptFold): OutputExt {
  if (fold === 'avif-webp' || fold === 'avif') return 'avif';
  if (fold === 'webp') return 'webp';
  const own = writableExt(shape);
  // The source's own, unless that is one of the two that have just not been accepted.
  return own === 'avif' || own === 'webp' ? (shape.alpha ? 'png' : 'jpg') : own;
}
