// The fits of a dialect as what they are here: a fit, whether it enlarges, and whether the box is bounded by the picture.
import type { Said } from './said.ts';

interface Fitting {
  readonly fit?: string;
  readonly enlarge?: boolean;
  readonly 'bound-box'?: true;
}

export type FitWords = Readonly<Record<string, Fitting>>;

const options = ['fit', 'enlarge', 'bound-box'] as const;

export function sayFit(said: Said, fitting: Fitting): void {
  for (const option of options) {
    if (fitting[option] !== undefined) said.set(`resize.${option}`, fitting[option]);
  }
}

/** The first word that says just what is said; that is taken out. Undefined, and nothing taken, where there is none. */
export function takeFit(said: Said, words: FitWords): string | undefined {
  const found = Object.entries(words).find(([, fitting]) =>
    options.every((option) => said.get(`resize.${option}`) === fitting[option]),
  );
  if (found === undefined) return undefined;
  for (const option of options) said.delete(`resize.${option}`);
  return found[0];
}

/** How many sides the box has: a fit means something with two of them, and little with one. */
export function sidesOf(said: Said): number {
  return ['resize.width', 'resize.height'].filter((side) => said.has(side)).length;
}

/** sharp's words for where a picture is cut, with "-" for the space in them. */
export const sharpPositions = {
  ...{ center: { x: 0.5, y: 0.5 }, centre: { x: 0.5, y: 0.5 } },
  ...{ top: { x: 0.5, y: 0 }, right: { x: 1, y: 0.5 }, bottom: { x: 0.5, y: 1 }, left: { x: 0, y: 0.5 } },
  ...{ 'right-top': { x: 1, y: 0 }, 'right-bottom': { x: 1, y: 1 } },
  ...{ 'left-top': { x: 0, y: 0 }, 'left-bottom': { x: 0, y: 1 } },
  ...{ north: { x: 0.5, y: 0 }, east: { x: 1, y: 0.5 }, south: { x: 0.5, y: 1 }, west: { x: 0, y: 0.5 } },
  ...{ northeast: { x: 1, y: 0 }, southeast: { x: 1, y: 1 }, southwest: { x: 0, y: 1 }, northwest: { x: 0, y: 0 } },
  ...{ entropy: 'entropy', attention: 'attention' },
} as const;
