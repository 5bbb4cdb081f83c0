// Recipes as parameters of wsrv.
import { sidesOf, takeFit } from '../fit-words.ts';
import { notSupported } from '../refused.ts';
import { type Said, take } from '../said.ts';
import { alignments, enlarging, never } from './parameters.ts';
import { words } from './words.ts';

type Items = readonly (readonly [name: string, text: string])[];

/** Fails with `not-supported`. */
export function writeParameters(said: Said): Items {
  return [
    ...writeBox(said),
    ...writePlace(said),
    ...writeMirror(said),
    ...writeEffects(said),
    ...writeFrames(said),
    ...words.write(said),
  ];
}

function writeBox(said: Said): Items {
  const sides = sidesOf(said);
  if (sides === 0) return [];
  const one = ({ inside = {} }: typeof never) => ({ inside });
  const free = takeFit(said, sides === 2 ? enlarging : one(enlarging));
  const fit = free ?? takeFit(said, sides === 2 ? never : one(never));
  if (fit === undefined) throw notSupported('fit', 'wsrv has no such fit.');
  return [['fit', fit], ...(free === undefined ? [['we', ''] as const] : [])];
}

function writePlace(said: Said): Items {
  const gravity = said.get('resize.gravity');
  const text = JSON.stringify(gravity);
  const named = Object.keys(alignments).find((name) => JSON.stringify(alignments[name]) === text);
  if (gravity === undefined || gravity === 'face') return [];
  take(said, 'resize.gravity');
  const { x = 0, y = 0 } = gravity as { x?: number; y?: number };
  return named === undefined ? [['a', `focal-${x}-${y}`]] : [['a', named]];
}

function writeMirror(said: Said): Items {
  const axes = String(take(said, 'flip.flip') ?? '');
  return [
    ...(axes.includes('h') ? [['flop', ''] as const] : []),
    ...(axes.includes('v') ? [['flip', ''] as const] : []),
  ];
}

const filters = {
  greyscale: ['grayscale.grayscale', 1],
  sepia: ['sepia.sepia', 1],
  negate: ['negate.negate', true],
} as const;

// One filter at a time: a second stays, and is refused.
function writeEffects(said: Said): Items {
  const found = Object.entries(filters).find(([, [key, value]]) => said.get(key) === value);
  if (found !== undefined) said.delete(found[1][0]);
  const filt = found === undefined ? [] : [['filt', found[0]] as const];
  const brightness = take(said, 'modulate.brightness');
  return [...filt, ...(brightness === undefined ? [] : [['mod', String(brightness)] as const])];
}

function writeFrames(said: Said): Items {
  const items: [string, string][] = [];
  if (said.get('trim.trim') === 'border') {
    take(said, 'trim.trim');
    items.push(['trim', String(take(said, 'trim.trim.border.tolerance') ?? 10)]);
  }
  const isStill = take(said, 'encode.anim') === false;
  const frames = take(said, 'animation.frames');
  if (isStill && frames !== undefined) throw notSupported('frames', 'wsrv has one number for both.');
  if (!isStill) items.push(['n', String(frames ?? -1)]);
  const frame = take(said, 'animation.frame');
  if (frame !== undefined) items.push(['page', String(Number(frame) - 1)]);
  return items;
}
