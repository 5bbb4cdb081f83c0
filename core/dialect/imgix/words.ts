// The parameters of imgix that are one option of ours each, and those that nothing here can do.
import type { Colour } from '../../image/colour.ts';
import { readColour, writeColour } from '../../image/read-colour.ts';
import type { Four } from '../../recipe/kinds/four.ts';
import { counted, spelled, switched, whole } from '../spellings.ts';
import { createWords, type Spelling, word } from '../words.ts';

const same = (number: number) => number;
const percent = counted(
  -100,
  100,
  (number) => 1 + number / 100,
  (factor) => (factor - 1) * 100,
);
const on = switched(['true', '1', ''], ['false', '0']);

/** A name, or 3, 4, 6 or 8 hex digits, of which the first of 4 or the first two of 8 are alpha. */
export const imgixColour: Spelling = {
  expected: 'a colour',
  read: (text) => readColour(alphaLast(text)),
  write(value) {
    const text = writeColour(value as Colour);
    return text.length === 8 ? text.slice(6) + text.slice(0, 6) : text;
  },
};

function alphaLast(text: string): string {
  if (/^[\da-f]{4}$/i.test(text)) return text.slice(1) + text.slice(0, 1);
  return /^[\da-f]{8}$/i.test(text) ? text.slice(2) + text.slice(0, 2) : text;
}

const corners: Spelling = {
  expected: 'pixels, for all corners or as four with commas between them',
  read(text) {
    const radii = text.split(',').map((radius) => (/^\d{1,5}$/.test(radius) ? Math.min(65_535, Number(radius)) : -1));
    const four = radii.length === 1 ? [0, 1, 2, 3].map(() => radii[0]) : radii;
    return four.length === 4 && !four.includes(-1) ? four : undefined;
  },
  write: (value) => ((value as Four).every(Number.isInteger) ? (value as Four).join(',') : undefined),
};

export const words = createWords([
  word('dpr', 'dpr', counted(0.1, 5, same, same)),
  word(
    'q',
    'quality',
    counted(0, 100, (number) => Math.max(1, Math.round(number)), same),
  ),
  word('min-w min-width', 'min-width'),
  word('min-h min-height', 'min-height'),
  word('lossless', 'lossless', on),
  word('bg bg-color', 'background', imgixColour),
  word(
    'blur',
    'blur',
    counted(
      1,
      2000,
      (number) => Math.min(250, Math.max(1, Math.round(number / 8))),
      (radius) => radius * 8,
    ),
  ),
  word(
    'sharp',
    'sharpen',
    counted(
      0,
      100,
      (number) => number / 10,
      (sigma) => sigma * 10,
    ),
  ),
  word('sat', 'saturation', percent),
  word('bri', 'brightness', percent),
  word('con', 'contrast', percent),
  word(
    'gam',
    'gamma',
    counted(
      -100,
      100,
      (number) => (number < 0 ? 1 / (1 - number / 100) : 1 + number / 100),
      (gamma) => (gamma < 1 ? (1 - 1 / gamma) * 100 : (gamma - 1) * 100),
    ),
  ),
  word('hue hue-shift', 'hue', whole(0, 359)),
  word(
    'sepia',
    'sepia',
    counted(
      0,
      100,
      (number) => number / 100,
      (share) => share * 100,
    ),
  ),
  word('monochrome', 'tint', imgixColour),
  word('invert', 'negate', on),
  word('px', 'pixelate', whole(1, 100)),
  word('flip', 'flip'),
  // Counter-clockwise.
  word(
    'rot',
    'rotate',
    counted(
      0,
      359.9999,
      (angle) => (360 - angle) % 360,
      (angle) => (360 - angle) % 360,
    ),
  ),
  word('border-radius corner-radius', 'radius', corners),
  word('mask', 'mask', spelled({ ellipse: 'ellipse' })),
  word('trim-color', 'trim.border.color', imgixColour),
  word('trim-tol', 'trim.border.tolerance', whole(0, 255)),
  word('colors', 'colors', whole(2, 256)),
]);

const drawn = 'It draws what no module here does.';

/** What imgix has that would be seen, and this server not: why. */
export const missing: ReadonlyMap<string, string> = new Map([
  ...[
    'mark',
    'txt',
    'blend',
    'blend-color',
    'fill-gen-prompt',
    'bg-remove',
    'upscale',
    'htn',
    'vib',
    'shad',
    'high',
    'duotone',
  ].map((name) => [name, drawn] as const),
  ['orient', 'Pictures are turned upright as their EXIF says, and not otherwise; rot turns them.'],
]);
