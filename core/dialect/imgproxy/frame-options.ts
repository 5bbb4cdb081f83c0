// imgproxy options that say which part of the picture is scaled to which size, and what is put around it.
import type { ImgproxyConfig } from '../../pipeline/dialect-modules/imgproxy.ts';
import { resizingTypes } from '../../pipeline/dialect-modules/imgproxy-frame.ts';
import { refused } from '../refused.ts';
import { anchorOf, flagOf, integerOf, isNotNegative, isPositive, numberOf } from './arguments.ts';
import type { Draft, ImgproxyOption, ReadOption } from './draft.ts';

type Patch = { -readonly [K in keyof ImgproxyConfig]: ImgproxyConfig[K] | undefined };

const framed = (draft: Draft, patch: Patch): Partial<Draft> => ({
  frame: { ...draft.frame, ...patch } as ImgproxyConfig,
});

function typeOf(text: string, segment: string): Patch {
  const type = resizingTypes.find((known) => known === text);
  if (type === undefined) throw refused(segment, `a resizing type: ${resizingTypes.join(', ')}`);
  return { type };
}

// An argument that is empty leaves what an earlier option has said.
const unlessEmpty = (text: string | undefined, patch: (text: string) => Patch): Patch => (text ? patch(text) : {});

function extension(name: 'extend' | 'extend.ratio', args: readonly string[], segment: string): Patch {
  const [on = '', ...gravity] = args;
  if (!flagOf(on)) return { [name]: undefined };
  return { [name]: anchorOf(gravity.length > 0 && gravity[0] !== '' ? gravity : ['ce'], segment, false) };
}

function sized([width, height, enlarge, ...extend]: readonly string[], segment: string): Patch {
  return {
    ...unlessEmpty(width, (text) => ({ width: integerOf(text, segment) })),
    ...unlessEmpty(height, (text) => ({ height: integerOf(text, segment) })),
    ...unlessEmpty(enlarge, (text) => ({ enlarge: flagOf(text) })),
    ...unlessEmpty(extend[0], () => extension('extend', extend, segment)),
  };
}

const patching =
  (patch: (args: readonly string[], segment: string) => Patch): ReadOption =>
  (args, draft, segment) =>
    framed(draft, patch(args, segment));

const side = (name: 'width' | 'height' | 'min-width' | 'min-height') =>
  patching(([text = ''], segment) => ({ [name]: integerOf(text, segment) }));

const relative = (text: string | undefined, segment: string) =>
  text ? numberOf(text, segment, isNotNegative, 'a length from 0') : 0;

export const frameOptions: readonly ImgproxyOption[] = [
  {
    names: ['resize', 'rs'],
    becomes: 'type, width, height, enlarge and extend in one',
    most: 8,
    read: patching(([type, ...size], segment) => ({
      ...unlessEmpty(type, (text) => typeOf(text, segment)),
      ...sized(size, segment),
    })),
  },
  { names: ['size', 's'], becomes: 'the same without the type', most: 7, read: patching(sized) },
  {
    names: ['resizing_type', 'rt'],
    becomes: 'fit, fill, fill-down, force, auto',
    most: 1,
    read: patching(([type = ''], segment) => typeOf(type, segment)),
  },
  { names: ['width', 'w'], becomes: 'width; 0 follows from the height', most: 1, read: side('width') },
  { names: ['height', 'h'], becomes: 'height; 0 follows from the width', most: 1, read: side('height') },
  { names: ['min-width', 'mw'], becomes: 'least width', most: 1, read: side('min-width') },
  { names: ['min-height', 'mh'], becomes: 'least height', most: 1, read: side('min-height') },
  {
    names: ['zoom', 'z'],
    becomes: 'factor of both sides, or of each',
    most: 2,
    read: patching(([x = '', y = x], segment) => ({
      'zoom.x': numberOf(x, segment, isPositive, 'a number above 0'),
      'zoom.y': numberOf(y, segment, isPositive, 'a number above 0'),
    })),
  },
  {
    names: ['dpr'],
    becomes: 'factor of sizes, offsets and paddings',
    most: 1,
    read: patching(([dpr = ''], segment) => ({ dpr: numberOf(dpr, segment, isPositive, 'a number above 0') })),
  },
  {
    names: ['enlarge', 'el'],
    becomes: 'whether a smaller picture is enlarged',
    most: 1,
    read: patching(([on = '']) => ({ enlarge: flagOf(on) })),
  },
  {
    names: ['extend', 'ex'],
    becomes: 'room up to the size, in the background or transparent',
    most: 4,
    read: patching((args, segment) => extension('extend', args, segment)),
  },
  {
    names: ['extend_aspect_ratio', 'extend_ar', 'exar'],
    becomes: 'room up to the aspect ratio',
    most: 4,
    read: patching((args, segment) => extension('extend.ratio', args, segment)),
  },
  {
    names: ['gravity', 'g'],
    becomes: 'place of the cut; sm is attention',
    most: 3,
    read: patching((args, segment) => ({ gravity: anchorOf(args, segment) })),
  },
  {
    names: ['crop', 'c'],
    becomes: 'cut before scaling, in pixels or (below 1) fractions; refused with gravity sm',
    most: 5,
    read: patching(([width, height, ...gravity], segment) => ({
      'crop.width': relative(width, segment),
      'crop.height': relative(height, segment),
      'crop.gravity': gravity.length > 0 ? anchorOf(gravity, segment) : undefined,
    })),
  },
  {
    names: ['padding', 'pd'],
    becomes: 'room at the sides, times dpr',
    most: 4,
    read: patching((args, segment) => {
      const [top = 0, right, bottom, left] = args.map((text) => (text === '' ? undefined : integerOf(text, segment)));
      return { padding: [top, right ?? top, bottom ?? top, left ?? right ?? top] };
    }),
  },
  {
    names: ['blur', 'bl'],
    becomes: 'Gaussian of this sigma, up to 125',
    most: 1,
    read: patching(([sigma = ''], segment) => ({ blur: numberOf(sigma, segment, isNotNegative, 'a number from 0') })),
  },
  {
    names: ['sharpen', 'sh'],
    becomes: 'sharpening of this sigma, up to 10',
    most: 1,
    read: patching(([sigma = ''], segment) => ({
      sharpen: numberOf(sigma, segment, isNotNegative, 'a number from 0'),
    })),
  },
  {
    names: ['pixelate', 'pix'],
    becomes: 'squares of this side, up to 1000',
    most: 1,
    read: patching(([side = ''], segment) => ({ pixelate: integerOf(side, segment) })),
  },
];
