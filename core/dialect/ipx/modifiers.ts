// The modifiers of IPX: what they say here whatever their order, as IPX runs them in an order of its own.

import { black } from '../../image/colour.ts';
import { crop } from '../../pipeline/modules/crop.ts';
import { pad } from '../../pipeline/modules/pad.ts';
import type { Four } from '../../recipe/kinds/four.ts';
import type { Rectangle } from '../../recipe/kinds/rectangle.ts';
import { type FitWords, sayFit, sidesOf, takeFit } from '../fit-words.ts';
import { notSupported, refused } from '../refused.ts';
import { type Said, take } from '../said.ts';
import { createOnMissing, createOnUnknown, type DialectTools } from '../tools.ts';
import { words } from './words.ts';

const bounded: FitWords = {
  cover: { fit: 'cover', 'bound-box': true },
  contain: { fit: 'pad', 'bound-box': true },
  fill: { fit: 'squeeze', 'bound-box': true },
  inside: { fit: 'contain', 'bound-box': true },
  outside: { fit: 'outside', 'bound-box': true },
};
const free: FitWords = Object.fromEntries(Object.entries(bounded).map(([name, { fit = '' }]) => [name, { fit }]));

/** Without a box: what `fit` and `enlarge` come to is settled when all modifiers are known. */
interface Draft {
  readonly said: Said;
  fit: string;
  enlarge: boolean;
  flips: Set<'h' | 'v'>;
}

type Say = (draft: Draft, args: readonly string[], item: string) => void;

const says: Readonly<Record<string, Say>> = {
  s: saySize,
  resize: saySize,
  fit(draft, [name = ''], item) {
    if (!Object.hasOwn(free, name)) throw refused(item, `one of ${Object.keys(free).join(', ')} for fit`);
    draft.fit = name;
  },
  enlarge(draft) {
    draft.enlarge = true;
  },
  // Upside down, and left to right.
  flip: (draft) => void draft.flips.add('v'),
  flop: (draft) => void draft.flips.add('h'),
  crop: sayCrop,
  extract: sayCrop,
  extend({ said }, [top = '0', right = '0', bottom = '0', left = '0', how = 'background'], item) {
    if (how !== 'background') throw notSupported(item, 'Room is of one colour here.');
    const sides = pad.options.pad.read([top, right, bottom, left].map((side) => side || '0').join(';'));
    if (sides === undefined) throw refused(item, 'top_right_bottom_left in pixels for extend');
    said.set('pad.pad', sides);
  },
  trim({ said }, [threshold = ''], item) {
    const tolerance = threshold === '' ? 10 : Number(threshold);
    if (!/^\d{0,6}(\.\d{1,4})?$/.test(threshold)) throw refused(item, 'a number for trim');
    said.set('trim.trim', 'border').set('trim.trim.border.tolerance', Math.min(255, Math.round(tolerance)));
  },
  modulate({ said }, [brightness = '', saturation = '', hue = '', lightness = ''], item) {
    if (lightness !== '') throw notSupported(item, 'Lightness is not changed apart from brightness here.');
    const isHue = /^-?\d{1,6}$/.test(hue || '0');
    if (![brightness, saturation].every((text) => /^\d{0,2}(\.\d{1,4})?$/.test(text)) || !isHue) {
      throw refused(item, 'brightness_saturation_hue for modulate');
    }
    if (brightness !== '') said.set('modulate.brightness', Number(brightness));
    if (saturation !== '') said.set('modulate.saturation', Number(saturation));
    if (hue !== '') said.set('modulate.hue', ((Number(hue) % 360) + 360) % 360);
  },
  flatten: ({ said }) => void said.set('background.background', said.get('background.background') ?? black),
  // Of an animation, IPX shows the first frame unless it is told to.
  a: ({ said }) => void said.delete('encode.anim'),
  animated: ({ said }) => void said.delete('encode.anim'),
  autoorient: () => {},
};

const missing = new Set(['threshold', 'opacity', 'clahe', 'dilate', 'erode', 'linear', 'unflatten']);
const missingFormats = new Set(['tiff', 'heif', 'heic', 'jxl', 'jp2', 'svg']);

export function createSayModifiers(tools: DialectTools): (items: readonly string[]) => Said {
  const onUnknown = createOnUnknown(tools, 'ignore');
  const onMissing = createOnMissing(tools);
  return (items) => {
    const said: Said = new Map([['encode.anim', false]]);
    const draft: Draft = { said, fit: 'cover', enlarge: false, flips: new Set() };
    for (const item of items) {
      const [name = '', ...args] = item.split(/[_:=]/);
      const text = args.join('_');
      if (Object.hasOwn(says, name)) says[name]?.(draft, args, item);
      else if (missing.has(name)) onMissing(item, `There is no ${name} here.`);
      else if (/^f(ormat)?$/.test(name) && missingFormats.has(text)) onMissing(item, `${text} is not written here.`);
      else if (!words.read(said, name, text, item)) onUnknown(item, 'a modifier of IPX');
    }
    settle(draft);
    return said;
  };
}

function saySize({ said }: Draft, [size = '']: readonly string[], item: string): void {
  const [, width, height = width] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(size) ?? [];
  if (!Number(width) || !Number(height)) throw refused(item, 'WIDTHxHEIGHT for resize');
  said.set('resize.width', Number(width)).set('resize.height', Number(height));
}

function sayCrop({ said }: Draft, args: readonly string[], item: string): void {
  const area = args.every((side) => /^\d{1,9}$/.test(side)) ? crop.options.crop.read(args.join(';')) : undefined;
  if (area === undefined) throw refused(item, 'left_top_width_height in pixels');
  said.set('crop.crop', area);
}

function settle({ said, fit, enlarge, flips }: Draft): void {
  const sides = sidesOf(said);
  if (sides === 2) sayFit(said, (enlarge ? free : bounded)[fit] ?? {});
  if (sides === 1 && enlarge) sayFit(said, { fit: 'contain' });
  if (flips.size > 0) said.set('flip.flip', ['h', 'v'].filter((axis) => flips.has(axis as 'h')).join(''));
  if (needsGround(said) && !said.has('background.background')) said.set('background.background', black);
}

// Where sharp leaves room, it is black.
function needsGround(said: Said): boolean {
  return said.get('resize.fit') === 'pad' || said.has('pad.pad') || Number(said.get('rotate.rotate') ?? 0) % 90 !== 0;
}

/** Fails with `not-supported`. */
export function writeModifiers(said: Said): [name: string, text: string][] {
  const animated: [string, string][] = take(said, 'encode.anim') === false ? [] : [['animated', '']];
  if (needsGround(said) && !said.has('background.background')) {
    throw notSupported('background', 'Where IPX leaves room, it is black unless it has a colour.');
  }
  return [
    ...writeSize(said),
    ...writeFlips(said),
    ...writeAreas(said),
    ...writeTones(said),
    ...animated,
    ...words.write(said),
  ];
}

function writeSize(said: Said): [string, string][] {
  const sides = sidesOf(said);
  if (sides < 2) {
    const enlarges = sides === 1 && takeFit(said, { contain: { fit: 'contain' } }) !== undefined;
    return enlarges ? [['enlarge', '']] : [];
  }
  const enlarges = takeFit(said, free);
  const fit = enlarges ?? takeFit(said, bounded);
  if (fit === undefined) throw notSupported('fit', 'IPX has no such fit.');
  // A width that client hints say has no word in any of these dialects.
  if (typeof said.get('resize.width') !== 'number') throw notSupported('width', 'IPX has widths in pixels.');
  const size = `${take(said, 'resize.width')}x${take(said, 'resize.height')}`;
  return [['s', size], ['fit', fit], ...(enlarges === undefined ? [] : [['enlarge', ''] as [string, string]])];
}

function writeFlips(said: Said): [string, string][] {
  const axes = String(take(said, 'flip.flip') ?? '');
  return [...(axes.includes('v') ? ['flip'] : []), ...(axes.includes('h') ? ['flop'] : [])].map((name) => [name, '']);
}

function writeAreas(said: Said): [string, string][] {
  const items: [string, string][] = [];
  const area = said.get('crop.crop') as Partial<Rectangle> | undefined;
  if (area?.left !== undefined && Object.values(area).every(Number.isInteger)) {
    const { left, top, width, height } = take(said, 'crop.crop') as Rectangle;
    items.push(['crop', [left, top, width, height].join('_')]);
  }
  const room = said.get('pad.pad') as Four | undefined;
  if (room?.every(Number.isInteger)) items.push(['extend', (take(said, 'pad.pad') as Four).join('_')]);
  if (said.get('trim.trim') === 'border') {
    take(said, 'trim.trim');
    items.push(['trim', String(take(said, 'trim.trim.border.tolerance') ?? 10)]);
  }
  return items;
}

function writeTones(said: Said): [string, string][] {
  const tones = ['brightness', 'saturation', 'hue'].map((name) => take(said, `modulate.${name}`) ?? '');
  return tones.every((tone) => tone === '') ? [] : [['modulate', tones.join('_')]];
}
