// imgproxy options that are said in words of the house: turning, trimming, colours, marks.
import { notSupported, refused } from '../refused.ts';
import { anchorOf, colourOf, flagOf, integerOf, isNotNegative, numberOf } from './arguments.ts';
import type { ImgproxyOption } from './draft.ts';

export const pictureOptions: readonly ImgproxyOption[] = [
  {
    names: ['trim', 't'],
    becomes: 'trim=border with the tolerance; equal_hor and equal_ver are refused',
    most: 4,
    read([threshold = '', colour = '', across = '', down = ''], _draft, segment) {
      if (flagOf(across) || flagOf(down)) throw notSupported(segment, 'This server trims each side for itself.');
      if (threshold === '') return { trim: undefined };
      const value = numberOf(threshold, segment, isNotNegative, 'a threshold from 0');
      const painted = colour === '' ? {} : { colour: colourOf([colour], segment) };
      return { trim: { threshold: Math.min(255, Math.round(value)), ...painted } };
    },
  },
  {
    names: ['auto_rotate', 'ar'],
    becomes: 'true; false is refused, since every picture is turned upright',
    most: 1,
    read([on = ''], _draft, segment) {
      if (!flagOf(on)) throw notSupported(segment, 'This server turns every picture upright.');
      return {};
    },
  },
  {
    names: ['rotate', 'rot'],
    becomes: 'rotate, after flip has been swapped for it',
    most: 1,
    read([degrees = ''], _draft, segment) {
      const value = integerOf(degrees, segment, Number.NEGATIVE_INFINITY);
      if (value % 90 !== 0) throw refused(segment, 'a multiple of 90');
      return { rotate: ((value % 360) + 360) % 360 };
    },
  },
  {
    names: ['flip', 'fl'],
    becomes: 'flip',
    most: 2,
    read: ([across = '', down = ''], { flip = [false, false] }) => ({
      flip: [across === '' ? flip[0] : flagOf(across), down === '' ? flip[1] : flagOf(down)],
    }),
  },
  {
    names: ['background', 'bg'],
    becomes: 'background',
    most: 3,
    read: (args, _draft, segment) => ({ background: args.join('') === '' ? undefined : colourOf(args, segment) }),
  },
  {
    names: ['watermark', 'wm'],
    becomes: 'the image of IMG_IMGPROXY_WATERMARK; offsets in whole pixels inwards',
    most: 7,
    read([opacity = '', position = '', x = '', y = '', scale = ''], _draft, segment) {
      const place = position === '' ? 'ce' : position;
      if (place !== 're') anchorOf([place], segment, false);
      if (place === 'fp') throw refused(segment, 'a position');
      return {
        watermark: {
          opacity: numberOf(opacity, segment, (value) => value >= 0 && value <= 1, 'an opacity from 0 to 1'),
          position: place,
          x: offsetOf(x, segment),
          y: offsetOf(y, segment),
          scale: scale === '' ? 0 : numberOf(scale, segment, isNotNegative, 'a scale from 0'),
        },
      };
    },
  },
];

function offsetOf(text: string, segment: string): number {
  if (text === '') return 0;
  const value = numberOf(text, segment, Number.isFinite, 'an offset');
  if (value < 0 || !Number.isInteger(value)) throw notSupported(segment, 'This server has whole offsets inwards.');
  return value;
}
