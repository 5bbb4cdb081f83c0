// The dialects of Next.js and Vercel for the reference.
import type { DialectAbout } from '../about.ts';

const options = [
  { names: ['url'], becomes: 'the source: a path, or a URL' },
  { names: ['w'], becomes: '`width`' },
  { names: ['q'], becomes: '`quality`' },
];

const notes = [
  '`?url=…&w=…&q=…`. Other parameters (`dpl`) mean nothing. A picture is never enlarged.',
  'The format is `f=auto`: avif or webp for clients that accept them, else the original’s own, or jpg and png for originals in avif and webp.',
  'Refused with 400 and in the words of Next.js, whether IMG_EXPLAIN is on or not.',
  'Animations are scaled, where Next passes them on as they are; SVG is drawn. Results are shown in the page (`inline`) and have this server’s ETag and Cache-Control.',
];

export const aboutNext: DialectAbout = {
  name: 'next',
  title: 'Next.js',
  supported:
    'all of it, with `deviceSizes`, `imageSizes` and `qualities` as `IMG_NEXT_WIDTHS` and `IMG_NEXT_QUALITIES`',
  missing: '`remotePatterns` and `localPatterns`: `IMG_SOURCES` and `IMG_SOURCE_MAP` say which sources there are',
  notes,
  options,
};

export const aboutVercel: DialectAbout = {
  name: 'vercel',
  title: 'Vercel',
  supported: 'all of it, with `sizes` and `qualities` as `IMG_VERCEL_WIDTHS` and `IMG_VERCEL_QUALITIES`',
  missing: 'as Next.js',
  notes,
  options,
};
