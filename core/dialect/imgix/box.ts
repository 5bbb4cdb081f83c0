// The box of imgix: sides in pixels or as shares, ratio, fit, and what the fit leaves in sight.

import type { FitWords } from '../fit-words.ts';
import { sayFit } from '../fit-words.ts';
import { refused } from '../refused.ts';
import type { Said } from '../said.ts';

export type Parameters = ReadonlyMap<string, string>;

export const boxNames = ['w', 'h', 'max-w', 'max-h', 'fit', 'ar', 'crop', 'fp-x', 'fp-y', 'fp-z'] as const;

/** With two sides, and with one: then nothing is cut, distorted or filled up. The first is what it does without the word. */
export const fits: FitWords = {
  clip: { fit: 'contain' },
  max: {},
  crop: { fit: 'cover' },
  min: { fit: 'cover', 'bound-box': true },
  scale: { fit: 'squeeze' },
  fill: { fit: 'pad' },
  fillmax: { fit: 'pad', enlarge: false },
};
/** What it has and we not. */
export const missingFits: readonly string[] = ['clamp', 'facearea'];
export const oneSided: FitWords = { clip: { fit: 'contain' }, max: {} };
const neverEnlarging: ReadonlySet<string> = new Set(['max', 'min', 'fillmax']);

export const sides = ['width', 'height'] as const;

export function sayBox(said: Said, parameters: Parameters): void {
  const given = sides.map((side) => saySide(said, side, parameters)).filter((side) => side !== undefined).length;
  const asked = parameters.get('fit') ?? 'clip';
  const fit = missingFits.includes(asked) ? 'clip' : asked;
  if (!Object.hasOwn(fits, fit)) throw refused(`fit=${fit}`, `one of ${Object.keys(fits).join(', ')} for fit`);
  const cuts = fit === 'crop' || fit === 'min';
  const made = cuts && parameters.has('ar') ? sayRatio(said, parameters, given) : given;
  if (made === 2) sayFit(said, fits[fit] ?? {});
  if (made === 1) sayFit(said, (neverEnlarging.has(fit) ? oneSided.max : oneSided.clip) ?? {});
  if (cuts) sayPlace(said, parameters);
}

// Up to 1 it is a share of the picture's side.
function saySide(said: Said, side: 'width' | 'height', parameters: Parameters): number | undefined {
  const [name] = side;
  const text = parameters.get(name as string);
  const most = numberOf(parameters, `max-${name}`);
  if (text === undefined) {
    if (most !== undefined) said.set(`resize.${side}`, most);
    return most;
  }
  const number = numberOf(parameters, name as string) as number;
  if (number <= 1) said.set(`resize.${side}-share`, Math.max(0.0001, Math.round(number * 10_000) / 10_000));
  else said.set(`resize.${side}`, Math.min(65_535, most ?? number, Math.round(number)));
  return number;
}

function numberOf(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const number = /^\d{1,5}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (number <= 0) throw refused(`${name}=${text}`, `pixels, or a share from 0 to 1, for ${name}`);
  return number;
}

/** Answers how many sides the box has by then: with one in pixels, the ratio says the other. */
function sayRatio(said: Said, parameters: Parameters, given: number): number {
  const text = parameters.get('ar') ?? '';
  const [, across, down = '1'] = /^(\d{1,4}(?:\.\d{1,4})?)(?::(\d{1,4}(?:\.\d{1,4})?))?$/.exec(text) ?? [];
  const ratio = { width: Number(across), height: Number(down) };
  if (!(ratio.width > 0 && ratio.height > 0)) throw refused(`ar=${text}`, 'a ratio like 16:9 for ar');
  if (given === 2) return 2;
  const [width, height] = sides.map((side) => said.get(`resize.${side}`) as number | undefined);
  if (width !== undefined) said.set('resize.height', Math.max(1, Math.round((width * ratio.height) / ratio.width)));
  else if (height !== undefined)
    said.set('resize.width', Math.max(1, Math.round((height * ratio.width) / ratio.height)));
  else said.set('crop.crop', ratio);
  return width === undefined && height === undefined ? given : 2;
}

const edges: Readonly<Record<string, readonly [x: number | undefined, y: number | undefined]>> = {
  left: [0, undefined],
  right: [1, undefined],
  top: [undefined, 0],
  bottom: [undefined, 1],
};

function sayPlace(said: Said, parameters: Parameters): void {
  const [x, y] = ['fp-x', 'fp-y'].map((name) => parameters.get(name) ?? '0.5');
  const places = (parameters.get('crop') ?? '').split(',').filter((place) => place !== '');
  let point: { x: number; y: number } | undefined;
  for (const place of places) {
    // The first of them that an engine looks for wins, as it would find something.
    if (place === 'faces') return void said.set('resize.gravity', 'face');
    if (place === 'entropy') return void said.set('resize.gravity', 'entropy');
    if (place === 'edges') return void said.set('resize.gravity', 'attention');
    if (place === 'focalpoint') point = { x: Number(x), y: Number(y) };
    else if (Object.hasOwn(edges, place)) {
      const [left, top] = edges[place] ?? [];
      point = { x: left ?? point?.x ?? 0.5, y: top ?? point?.y ?? 0.5 };
    } else throw refused(`crop=${place}`, 'top, bottom, left, right, faces, entropy, edges or focalpoint for crop');
  }
  if (![x, y].every((text) => /^(0?\.\d{1,4}|0(\.0{1,4})?|1(\.0{1,4})?)$/.test(text ?? ''))) {
    throw refused(`fp-x=${x}`, 'numbers from 0 to 1 for fp-x and fp-y');
  }
  if (point !== undefined) said.set('resize.gravity', point);
}
