// Client hints: what a browser says of its screen and its user, where a URL leaves it to that with `auto`. Everything
// is folded to few values before it counts, so that a cache never holds more than those of one URL, and named in Vary.
// Hints become the numbers of a recipe before anything is admitted or planned: the ladder and result keys hold as ever.
import { encodeConfigOf } from '../pipeline/modules/encode.ts';
import type { ResizeConfig } from '../pipeline/modules/resize.ts';
import { isAuto, unhinted } from '../recipe/kinds/auto-or.ts';
import type { Recipe, Stage } from '../recipe/recipe.ts';
import { foldAccept } from './negotiation.ts';

export const hintNames = ['dpr', 'width', 'save-data'] as const;
export type HintName = (typeof hintNames)[number];

export interface HintRules {
  /** Those that count; a browser sends them where Accept-CH or the page has asked for them. */
  readonly names: readonly HintName[];
  /** What a width becomes, the next one up: the rungs of the ladder, ascending. */
  readonly widths: readonly number[];
}

/** What one request hints at, and what of that its URL has used. */
export interface Hinted {
  /** The recipe with numbers in the place of `auto`. */
  settle(recipe: Recipe): Recipe;
  /** Fewer bytes for who saves data, where the URL leaves something to the client and no quality is said. */
  spare(recipe: Recipe): Recipe;
  /** Names for Vary, as of now: those that recipes settled so far depend on, whether they were sent or not. */
  vary(): readonly string[];
  /** Names for Accept-CH, likewise. */
  wanted(): readonly string[];
}

// Sec-CH- is what is sent today; the bare names are what was before it.
const fields: Readonly<Record<HintName, readonly string[]>> = {
  dpr: ['Sec-CH-DPR', 'DPR'],
  width: ['Sec-CH-Width', 'Width'],
  'save-data': ['Save-Data'],
};

/** All names that a URL of which nothing is known yet may depend on. */
export function varyOfHints({ names }: HintRules): readonly string[] {
  return names.flatMap((name) => fields[name]);
}

// Screens of today, and as much as an eye can tell apart.
const densities = [1, 1.5, 2, 3];
// About half the bytes of the defaults.
const sparing = { avif: 35, others: 50 } as const;

export function readHints({ names, widths }: HintRules, headers: Headers): Hinted {
  const used = new Set<HintName>();
  const use = (name: HintName): string | undefined => {
    if (!names.includes(name)) return undefined;
    used.add(name);
    return fields[name].map((field) => headers.get(field)).find((value) => value !== null) ?? undefined;
  };
  const saves = () => use('save-data')?.trim().toLowerCase() === 'on';

  const densityOf = (auto: unknown): number => {
    if (!isAuto(auto)) return Number(auto ?? 1);
    const hint = /^\d{1,2}(\.\d{1,9})?$/.exec(use('dpr')?.trim() ?? '')?.[0];
    // Both are looked at whatever they say: an answer varies by what could have made it another.
    if (saves()) return 1;
    return hint === undefined ? (unhinted(auto) ?? 1) : nextOf(densities, Number(hint));
  };

  const settleStage = (stage: Stage): Stage => {
    const config: ResizeConfig = stage.resize ?? {};
    if (!isAuto(config.width) && !isAuto(config.dpr)) return stage;
    const { width, dpr, ...others } = config;
    const density = densityOf(dpr);
    const pixels = isAuto(width) ? widthOf(width, density) : width;
    const settled = {
      ...others,
      ...(pixels !== undefined && { width: pixels }),
      ...(density !== 1 && { dpr: density }),
    };
    const { resize: _, ...rest } = stage;
    return Object.keys(settled).length === 0 ? rest : { ...rest, resize: settled };
  };

  // A hint counts device pixels, and an option those of the page: dpr multiplies it again.
  const widthOf = (auto: string, density: number): number | undefined => {
    const hint = /^\d{1,5}$/.exec(use('width')?.trim() ?? '')?.[0];
    if (hint === undefined || Number(hint) === 0) return unhinted(auto as 'auto');
    return Math.max(1, Math.floor(nextOf(widths, Number(hint)) / density));
  };

  return {
    settle: (recipe) => ({ ...recipe, stages: recipe.stages.map(settleStage) }),
    spare(recipe) {
      const { format, quality, lossless } = encodeConfigOf(recipe);
      const leaves = format === 'auto' || used.size > 0;
      if (!leaves || quality !== undefined || lossless || !saves()) return recipe;
      const avif = format === 'avif' || (format === 'auto' && foldAccept(headers.get('accept')).startsWith('avif'));
      const last = recipe.stages.at(-1) ?? {};
      const encode = { ...last.encode, quality: avif ? sparing.avif : sparing.others };
      return { ...recipe, stages: [...recipe.stages.slice(0, -1), { ...last, encode }] };
    },
    vary: () => [...used].flatMap((name) => fields[name]),
    wanted: () => [...used].map((name) => fields[name][0] as string),
  };
}

function nextOf(steps: readonly number[], value: number): number {
  return steps.find((step) => step >= value) ?? (steps.at(-1) as number);
}
