// The ladder: what an unsigned transformation may ask, so that a stranger cannot make results without end (T-22).
// One stage of a width out of a fixed list and a format: at most `formatsPerWidth` results a width of the list.
import { Failure } from '../failure.ts';
import { boxOf, type ResizeConfig } from '../pipeline/modules/resize.ts';
import type { Recipe, Stage } from '../recipe/recipe.ts';

export interface Ladder {
  /** In device pixels, ascending, at least one. */
  readonly widths: readonly number[];
  /** Whether a width between two rungs becomes the next one up, or is refused. */
  readonly snap: 'up' | 'refuse';
}

// Wikimedia's steps for thumbnails up to 500, and for screens its steps together with those of Next.js: most pages in
// the wild ask for one of these. Sixteen, so that an original has at most 64 results.
export const defaultLadderWidths = '20,40,60,120,250,330,500,640,828,960,1080,1200,1280,1920,2048,3840';

// Together with `auto` and the original's own these come to four different ones at most: jpg, webp, avif and the
// original's own (or png where that is webp with transparency). Any other word would be a fifth.
export const unsignedFormats: readonly unknown[] = [undefined, 'auto', 'jpg', 'webp', 'avif'];
const options: ReadonlySet<string> = new Set(['width', 'dpr', 'format', 'download']);

/** Answers the recipe that may be served for a canonical one. Fails with `forbidden`, naming the ladder. */
export function createLadder({ widths, snap }: Ladder): (recipe: Recipe) => Recipe {
  const expected = `a signed URL, or w of ${widths.join(', ')} (times dpr), f of auto, jpg, webp, avif, and nothing else`;
  const refuse = (subject: string) => new Failure('forbidden', `Expected ${expected}.`, { subject, expected });
  const last = widths.at(-1) as number;

  return ({ source, stages }) => {
    const [stage = {}, second] = stages;
    if (second !== undefined) throw refuse('~');
    const foreign = optionsOf(stage).find((option) => !options.has(option));
    if (foreign !== undefined) throw refuse(foreign);
    const { resize = stage.imgproxy ?? {}, encode, download } = stage;
    // Under a name of the stranger's own it would be another URL for each.
    if (download && download.download !== 'true') throw refuse('download');
    if (!unsignedFormats.includes(encode?.format)) throw refuse('format');
    // Without a width a picture comes in full: then it is the last rung's.
    const { width = Number.POSITIVE_INFINITY } = boxOf(resize as ResizeConfig);
    if (snap === 'refuse' && !widths.includes(width)) throw refuse('width');
    const rung = widths.find((step) => step >= width) ?? last;
    return { source, stages: [{ resize: { width: rung }, ...(encode && { encode }), ...(download && { download }) }] };
  };
}

function optionsOf(stage: Stage): string[] {
  return Object.values(stage).flatMap(Object.keys);
}
