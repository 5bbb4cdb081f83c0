// The parameters of wsrv that say something together: box, place, crop, mirror, effects, frames.

import { readColour } from '../../image/read-colour.ts';
import { crop } from '../../pipeline/modules/crop.ts';
import { type FitWords, sayFit, sharpPositions, sidesOf } from '../fit-words.ts';
import { refused } from '../refused.ts';
import type { Said } from '../said.ts';

/** Its fits enlarge; with `we`, none does. */
export const enlarging: FitWords = {
  inside: { fit: 'contain' },
  cover: { fit: 'cover' },
  fill: { fit: 'squeeze' },
  contain: { fit: 'pad' },
  outside: { fit: 'outside' },
};
export const never: FitWords = {
  inside: {},
  cover: { fit: 'crop' },
  fill: { fit: 'squeeze', enlarge: false },
  contain: { fit: 'pad', enlarge: false },
  outside: { fit: 'outside', enlarge: false },
};

export const alignments: Readonly<Record<string, unknown>> = {
  ...sharpPositions,
  ...{ 'top-left': { x: 0, y: 0 }, 'top-right': { x: 1, y: 0 } },
  ...{ 'bottom-left': { x: 0, y: 1 }, 'bottom-right': { x: 1, y: 1 } },
  ...{ t: { x: 0.5, y: 0 }, b: { x: 0.5, y: 1 }, l: { x: 0, y: 0.5 }, r: { x: 1, y: 0.5 } },
};

interface Draft {
  readonly said: Said;
  /** The parameters that are read when all are there. */
  readonly held: Map<string, { readonly value: string; readonly raw: string }>;
}

const together: ReadonlySet<string> = new Set([
  ...['fit', 'we', 'a', 'fpx', 'fpy', 'cx', 'cy', 'cw', 'ch', 'flip', 'flop', 'filt', 'start', 'stop', 'mod', 'trim'],
  ...['n', 'page', 'precrop', 'af', 'maxage'],
]);

export function createDraft(said: Said): Draft {
  return { said, held: new Map() };
}

/** Whether it is one of these. */
export function sayParameter({ held }: Draft, name: string, value: string, raw: string): boolean {
  if (together.has(name)) held.set(name, { value, raw });
  return together.has(name);
}

/** When all are known. Fails with `bad-option`. */
export function settle(draft: Draft): void {
  settleBox(draft);
  settlePlace(draft);
  settleCrop(draft);
  settleMirror(draft);
  settleEffects(draft);
  settleFrames(draft);
}

function settleBox({ said, held }: Draft): void {
  const { value: fit, raw } = held.get('fit') ?? { value: 'inside', raw: '' };
  if (!Object.hasOwn(enlarging, fit)) throw refused(raw, `one of ${Object.keys(enlarging).join(', ')} for fit`);
  const fits = isOn(held.get('we')?.value) ? never : enlarging;
  const sides = sidesOf(said);
  if (sides > 0) sayFit(said, fits[sides === 2 ? fit : 'inside'] ?? {});
}

function settlePlace({ said, held }: Draft): void {
  const { value: place = '', raw = '' } = held.get('a') ?? {};
  if (place === '') return;
  // a=focal with fpx and fpy, or a=focal-0.3-0.7.
  const [, x = held.get('fpx')?.value ?? '0.5', y = held.get('fpy')?.value ?? '0.5'] =
    /^focal(?:-([\d.]+)-([\d.]+))?$/.exec(place) ?? [];
  const found = place.startsWith('focal') ? { x: Number(x), y: Number(y) } : alignments[place];
  const isPlace =
    Object.hasOwn(alignments, place) ||
    (place.startsWith('focal') && [x, y].every((text) => /^(0?\.\d{1,4}|0|1)$/.test(text)));
  if (!isPlace) throw refused(raw, 'an alignment for a');
  said.set('resize.gravity', found);
}

function settleCrop({ said, held }: Draft): void {
  const [left, top, width, height] = ['cx', 'cy', 'cw', 'ch'].map((name) => held.get(name)?.value);
  if ([left, top, width, height].every((side) => side === undefined)) return;
  const text = [left ?? 0, top ?? 0, width ?? 999_999_999, height ?? 999_999_999].join(';');
  const area = /^[\d;]+$/.test(text) ? crop.options.crop.read(text) : undefined;
  if (area === undefined) throw refused(text, 'whole pixels for cx, cy, cw and ch');
  said.set('crop.crop', area);
}

function settleMirror({ said, held }: Draft): void {
  const axes = `${held.has('flop') ? 'h' : ''}${held.has('flip') ? 'v' : ''}`;
  if (axes !== '') said.set('flip.flip', axes);
}

function settleEffects({ said, held }: Draft): void {
  const { value: filter = '', raw = '' } = held.get('filt') ?? {};
  if (filter === 'greyscale') said.set('grayscale.grayscale', 1);
  else if (filter === 'sepia') said.set('sepia.sepia', 1);
  else if (filter === 'negate') said.set('negate.negate', true);
  else if (filter === 'duotone') said.set('duotone.duotone', duotone(held));
  else if (filter !== '') throw refused(raw, 'one of greyscale, sepia, duotone, negate for filt');
  const { value: parts, raw: mod = '' } = held.get('mod') ?? {};
  const [brightness, saturation, hue] = parts?.split(',') ?? [];
  for (const [option, text] of Object.entries({ brightness, saturation })) {
    if (text === undefined || text === '') continue;
    if (!/^\d{1,2}(\.\d{1,4})?$/.test(text)) throw refused(mod, 'brightness,saturation,hue for mod');
    said.set(`modulate.${option}`, Number(text));
  }
  if (hue !== undefined && hue !== '') {
    if (!/^-?\d{1,6}$/.test(hue)) throw refused(mod, 'brightness,saturation,hue for mod');
    said.set('modulate.hue', ((Number(hue) % 360) + 360) % 360);
  }
}

function duotone(held: Draft['held']): unknown {
  const [dark, light] = [held.get('start')?.value ?? 'c83658', held.get('stop')?.value ?? 'd8e74f'].map(readColour);
  if (dark?.alpha !== 1 || light?.alpha !== 1) throw refused('start, stop', 'opaque colours for start and stop');
  return { dark, light };
}

function settleFrames({ said, held }: Draft): void {
  const { value: trim, raw = '' } = held.get('trim') ?? {};
  if (trim !== undefined) {
    if (!/^\d{0,3}$/.test(trim) || Number(trim) > 255) throw refused(raw, 'an integer from 0 to 255 for trim');
    said.set('trim.trim', 'border').set('trim.trim.border.tolerance', Number(trim === '' ? 10 : trim));
  }
  const { value: page, raw: rawPage = '' } = held.get('page') ?? {};
  if (page !== undefined) {
    if (!/^\d{1,4}$/.test(page)) throw refused(rawPage, 'a page counted from 0');
    said.set('animation.frame', Number(page) + 1);
  }
  const { value: n = '1', raw: rawN = '' } = held.get('n') ?? {};
  if (!/^(-1|[1-9]\d{0,3})$/.test(n)) throw refused(rawN, 'a number of pages, or -1 for all');
  if (n === '1') said.set('encode.anim', false);
  else if (n !== '-1') said.set('animation.frames', Number(n));
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && !['false', '0'].includes(text);
}
