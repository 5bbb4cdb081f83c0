// The lists that dialects of web frameworks have in their configuration, and the tokens of those that sign.
import * as v from 'valibot';
import { setting } from './kinds.ts';

const numbers = (most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^(any|\d{1,5}(\s*,\s*\d{1,5})*)$/),
    v.transform((list) => (list === 'any' ? [] : list.split(',').map(Number))),
    v.array(v.pipe(v.number(), v.minValue(1), v.maxValue(most))),
  );

// deviceSizes and imageSizes of Next.js.
const widths = '16,32,48,64,96,128,256,384,640,750,828,1080,1200,1920,2048,3840';
const ofWidths = '`any`, or widths with commas between them';
const ofQualities = '`any`, or qualities from 1 to 100 with commas between them';

const tokens = v.pipe(
  v.string(),
  v.regex(/^([\w-]{8,128}(\s*,\s*[\w-]{8,128})*)?$/),
  v.transform((list) => (list === '' ? [] : list.split(',').map((token) => token.trim()))),
);

export const pageDialectSettings = {
  imgixTokens: setting(
    'IMG_IMGIX_TOKENS',
    '',
    'tokens of signed imgix URLs, with commas between them: all verify; with one of them, no other imgix URL is answered',
    'tokens of 8 to 128 letters and digits with commas between them',
    tokens,
  ),
  nextWidths: setting(
    'IMG_NEXT_WIDTHS',
    widths,
    'widths that URLs of Next.js may ask for, its `deviceSizes` and `imageSizes`; or `any`',
    ofWidths,
    numbers(65_535),
  ),
  nextQualities: setting(
    'IMG_NEXT_QUALITIES',
    '75',
    'qualities that URLs of Next.js may ask for, its `qualities`; or `any`',
    ofQualities,
    numbers(100),
  ),
  vercelWidths: setting(
    'IMG_VERCEL_WIDTHS',
    widths,
    'widths that URLs of Vercel may ask for, the `sizes` of its configuration; or `any`',
    ofWidths,
    numbers(65_535),
  ),
  vercelQualities: setting(
    'IMG_VERCEL_QUALITIES',
    'any',
    'qualities that URLs of Vercel may ask for, the `qualities` of its configuration; or `any`',
    ofQualities,
    numbers(100),
  ),
} as const;
