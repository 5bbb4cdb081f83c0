// The parameters of wsrv that are one option of ours each, and those that nothing here can do.
import { blurSigma, counted, cssColour, spelled, switched, whole, withoutText } from '../spellings.ts';
import { createWords, word } from '../words.ts';

const same = (number: number) => number;
// A parameter without a value is on.
const on = switched(['', 'true', '1'], ['false', '0']);
const formats = { jpg: 'jpg', jpeg: 'jpg', png: 'png', gif: 'gif', webp: 'webp', json: 'json' };

export const words = createWords([
  word('w', 'width', whole(1, 65_535)),
  word('h', 'height', whole(1, 65_535)),
  word('dpr', 'dpr', counted(1, 8, same, same)),
  word('q', 'quality', whole(1, 100)),
  word('output', 'format', spelled(formats)),
  word(
    'ro',
    'rotate',
    counted(-3600, 3600, (angle) => ((angle % 360) + 360) % 360, same),
  ),
  word(
    'con',
    'contrast',
    counted(
      -100,
      100,
      (percent) => 1 + percent / 100,
      (factor) => (factor - 1) * 100,
    ),
  ),
  word('gam', 'gamma', withoutText('2.2', counted(0.1, 10, same, same))),
  word('sat', 'saturation', counted(0, 10, same, same)),
  word(
    'hue',
    'hue',
    counted(-3600, 3600, (angle) => ((Math.round(angle) % 360) + 360) % 360, same),
  ),
  word('sharp', 'sharpen', withoutText('1', counted(0.0001, 10, same, same))),
  word('blur', 'blur', withoutText('0.5', blurSigma)),
  word('tint', 'tint', cssColour),
  word('bg', 'background', cssColour),
  word('cbg', 'background', cssColour),
  word('rbg', 'background', cssColour),
  word('mask', 'mask', spelled({ circle: 'circle', ellipse: 'ellipse' })),
  word('l', 'effort', whole(0, 9)),
  word('ll', 'lossless', on),
  word('il', 'progressive', on),
]);

/** What wsrv has and this server not: why. */
export const missing: ReadonlyMap<string, string> = new Map([
  ['default', 'There is no other image here for one that is not found.'],
  ['errorredirect', 'Nobody is sent to another site from here.'],
  ['encoding', 'Pictures are sent as they are, and not as base64.'],
  ['mtrim', 'A mask is not trimmed here.'],
  ['mbg', 'What a mask cuts out gets bg here.'],
]);
