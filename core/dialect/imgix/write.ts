// Recipes as parameters of imgix.
import type { Four } from '../../recipe/kinds/four.ts';
import { isFractional, type Rectangle } from '../../recipe/kinds/rectangle.ts';
import { takeFit } from '../fit-words.ts';
import { notSupported } from '../refused.ts';
import { type Said, take } from '../said.ts';
import { fits, oneSided, sides } from './box.ts';
import { imgixColour, words } from './words.ts';

type Items = readonly (readonly [name: string, text: string])[];

/** Fails with `not-supported`. */
export function writeImgix(said: Said): Items {
  return [...writeBox(said), ...writeAreas(said), ...writeFormat(said), ...words.write(said)];
}

function writeBox(said: Said): Items {
  const items: [string, string][] = [];
  for (const side of sides) {
    const pixels = take(said, `resize.${side}`);
    const share = take(said, `resize.${side}-share`);
    // 1 pixel would be read as the whole side, and so would what is more than that.
    const isOne = pixels === undefined || (typeof pixels === 'number' && share === undefined);
    if (!isOne) throw notSupported(side, 'imgix has a side in pixels, or as a share.');
    if (pixels === 1 || Number(share ?? 0) > 1) throw notSupported(side, 'imgix takes 1 for all of the picture.');
    if ((pixels ?? share) !== undefined) items.push([side.slice(0, 1), String(pixels ?? share)]);
  }
  if (items.length === 0) return items;
  const fit = takeFit(said, items.length === 2 ? fits : oneSided);
  if (fit === undefined) throw notSupported('fit', 'imgix has no such fit.');
  return [...items, ['fit', fit], ...(fit === 'crop' || fit === 'min' ? writePlace(said) : [])];
}

function writePlace(said: Said): Items {
  const gravity = take(said, 'resize.gravity');
  if (gravity === undefined) return [];
  if (gravity === 'face') return [['crop', 'faces']];
  if (gravity === 'attention') return [['crop', 'edges']];
  if (gravity === 'entropy') return [['crop', 'entropy']];
  const { x, y } = gravity as { x: number; y: number };
  return Object.entries({ crop: 'focalpoint', 'fp-x': String(x), 'fp-y': String(y) });
}

function writeAreas(said: Said): Items {
  const items: [string, string][] = [];
  const area = said.get('crop.crop') as Partial<Rectangle> | undefined;
  if (area?.left !== undefined) {
    const { left, top, width, height } = take(said, 'crop.crop') as Rectangle;
    const shares = isFractional(area as Rectangle);
    items.push(['rect', [left, top, width, height].map((part) => (shares ? part.toFixed(4) : part)).join(',')]);
  }
  const room = said.get('pad.pad') as Four | undefined;
  if (room?.every(Number.isInteger)) {
    take(said, 'pad.pad');
    items.push(
      ...['top', 'right', 'bottom', 'left'].map((side, at): [string, string] => [`pad-${side}`, String(room[at])]),
    );
  }
  const widths = said.get('border.border') as Four | undefined;
  if (widths !== undefined && new Set(widths).size === 1) {
    take(said, 'border.border');
    const paint = take(said, 'border.border.color') ?? { r: 0, g: 0, b: 0, alpha: 1 };
    items.push(['border', `${widths[0]},${imgixColour.write(paint)}`]);
  }
  if (said.get('trim.trim') === 'border') {
    take(said, 'trim.trim');
    items.push(['trim', 'color']);
  }
  return items;
}

function writeFormat(said: Said): Items {
  const format = take(said, 'encode.format');
  const isProgressive = format === 'jpg' && take(said, 'encode.progressive') === true;
  if (format === undefined) return [];
  if (format === 'auto') return [['auto', 'format']];
  if (format === 'palette') return [['palette', 'json']];
  return [['fm', isProgressive ? 'pjpg' : String(format)]];
}
