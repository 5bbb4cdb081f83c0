// The modifiers of IPX that are one option of ours each.

import { sharpPositions } from '../fit-words.ts';
import { blurSigma, counted, cssColour, spelled, switched, whole, withoutText } from '../spellings.ts';
import { createWords, type Spelling, word } from '../words.ts';

const same = (number: number) => number;
const on = () => switched(['', 'true']);

// sharp's gamma darkens before it scales and brightens after: what is left of it is that light is averaged.
const lightly: Spelling = {
  expected: 'a number from 1 to 3, or nothing',
  read: (text) => (/^([12](\.\d{1,4})?|3)?$/.test(text) ? 'fine' : undefined),
  write: (value) => (value === 'fine' ? '' : undefined),
};

export const words = createWords([
  word('w width', 'width', whole(1, 65_535)),
  word('h height', 'height', whole(1, 65_535)),
  word('q quality', 'quality', whole(1, 100)),
  word(
    'f format',
    'format',
    spelled({
      auto: 'auto',
      jpeg: 'jpg',
      jpg: 'jpg',
      ...Object.fromEntries(['png', 'webp', 'avif', 'gif'].map((ext) => [ext, ext])),
    }),
  ),
  word('pos position', 'gravity', spelled(sharpPositions)),
  word('b background', 'background', cssColour),
  word('kernel', 'kernel'),
  word(
    'rotate',
    'rotate',
    counted(-3600, 3600, (angle) => ((angle % 360) + 360) % 360, same),
  ),
  word('sharpen', 'sharpen', withoutText('1', counted(0.0001, 10, same, same))),
  word(
    'median',
    'median',
    withoutText(
      '3',
      spelled({ 1: '3', ...Object.fromEntries([3, 5, 7, 9, 11, 13, 15].map((side) => [side, String(side)])) }),
    ),
  ),
  // Without a number, sharp's blur is that of the nearest pixels.
  word('blur', 'blur', withoutText('0.5', blurSigma)),
  word('gamma', 'profile', lightly),
  word('negate', 'negate', on()),
  word('normalize normalise', 'normalise', on()),
  word('grayscale greyscale', 'grayscale', switched(['', 'true'], [], 1)),
  word('tint', 'tint', cssColour),
]);
