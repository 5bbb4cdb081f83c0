// The bombs of threats.md, appendix B: made when they are needed, stored nowhere.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { animatedGif, animatedWebp, manyPagedTiff, png, resizedJpeg, solidWebp } from './by-hand.ts';

export interface Recipe {
  readonly name: string;
  /** Takes seconds and a gigabyte to make. */
  readonly dear?: true;
  /** Why it is no threat, where it is none: it may be stored. */
  readonly harmless?: string;
  bytes(): Promise<Uint8Array> | Uint8Array;
}

const side = 16_000;
const solid = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' }, limitInputPixels: false });
const svg = (inside: string, attributes = 'width="100" height="100"', before = '') =>
  Buffer.from(
    `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`,
  );

function doubledUse(levels: number): Uint8Array {
  const groups = Array.from(
    { length: levels },
    (_, at) => `<g id="g${at + 1}"><use xlink:href="#g${at}"/><use xlink:href="#g${at}"/></g>`,
  );
  return svg(`<defs><g id="g0"><rect width="9" height="9"/></g>${groups.join('')}</defs><use href="#g${levels}"/>`);
}

/** Passes every limit of an SVG and burns half a minute of CPU on a hundred million dashes: only a deadline ends it. */
export function slowDrawing(): Uint8Array {
  return svg('<path d="M0 50H100000" stroke="#000" stroke-width="90" stroke-dasharray="0.01"/>'.repeat(10));
}

/** Of the folder of bombs: what may be stored, and why that is no harm. */
export const soundBombs: ReadonlyMap<string, string> = new Map([
  ['looks-like-svg.webp', 'a sound picture whose metadata begins like an SVG'],
  ['pillow-decompression_bomb_extents.gif', 'its canvas is small, and what a frame has outside of it is cut off'],
  ['avif-orientation-6.avif', 'a sound picture with an orientation, where AVIF is switched on'],
]);

const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');

/** `flood` is how many bytes the deflated zeros of a PNG stand for: 200 million in the recipes. */
export const recipesWith = (flood: number): readonly Recipe[] => [
  { name: 'webp-lossless-16000.webp', bytes: () => solidWebp(side, side) },
  { name: 'webp-200-frames.webp', bytes: () => animatedWebp(1000, 200) },
  { name: 'gif-200-frames.gif', bytes: async () => animatedGif(await solid(1000, 1000).gif().toBuffer(), 200) },
  {
    name: 'png-bilevel-16000.png',
    bytes: () => png({ width: side, height: side, depth: 1, colour: 0, rows: Buffer.alloc(side * (1 + side / 8)) }),
  },
  { name: 'png-2-31.png', bytes: () => png({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, rows: Buffer.alloc(9) }) },
  {
    name: 'png-interlaced-claim.png',
    bytes: () => png({ width: side, height: side, interlaced: true, rows: Buffer.alloc(9) }),
  },
  { name: 'jpg-claim.jpg', bytes: async () => resizedJpeg(await solid(16, 16).jpeg().toBuffer(), side, side) },
  {
    name: 'jpg-progressive-claim.jpg',
    bytes: async () => resizedJpeg(await solid(16, 16).jpeg({ progressive: true }).toBuffer(), side, side),
  },
  {
    name: 'jpg-longer-than-its-pixels.jpg',
    harmless: 'within the limits: a baseline JPEG of 49 MP, whatever it shows, takes 0.1 s',
    bytes: async () => resizedJpeg(await solid(16, 16).jpeg().toBuffer(), 7000, 7000),
  },
  { name: 'tiff-2000-pages.tif', bytes: () => manyPagedTiff(2000) },
  {
    name: 'png-flood-iccp.png',
    harmless: 'a profile is inflated no further than its own header says',
    bytes: () =>
      png({
        width: 10,
        height: 10,
        before: [['iCCP', Buffer.concat([Buffer.from('a\0\0', 'latin1'), deflateSync(Buffer.alloc(flood))])]],
      }),
  },
  {
    name: 'png-flood-ztxt.png',
    harmless: 'texts are not inflated',
    bytes: () =>
      png({
        width: 10,
        height: 10,
        before: [['zTXt', Buffer.concat([Buffer.from('a\0\0', 'latin1'), deflateSync(Buffer.alloc(flood))])]],
      }),
  },
  {
    name: 'png-200000-texts.png',
    harmless: 'libpng keeps a thousand of them and leaves the rest',
    bytes: () => png({ width: 10, height: 10, before: Array(200_000).fill(['tEXt', Buffer.from('a\0b')]) }),
  },
  {
    name: 'png-flood-surplus.png',
    harmless: 'libpng stops inflating at the last pixel',
    bytes: () => png({ width: 1, height: 1, rows: Buffer.alloc(flood) }),
  },
  { name: 'svg-100000.svg', bytes: () => svg('<rect width="9" height="9"/>', 'width="100000" height="100000"') },
  { name: 'svg-16000.svg', bytes: () => svg('<rect width="9" height="9"/>', 'width="16000" height="16000"') },
  { name: 'svg-doubled-use.svg', bytes: () => doubledUse(30) },
  {
    name: 'svg-laughs.svg',
    bytes: () => svg('<text>&e9;</text>', undefined, `<!DOCTYPE svg [<!ENTITY e0 "ha">${entities}]>`),
  },
  {
    name: 'svg-external-entity.svg',
    bytes: () => svg('<text>&e;</text>', undefined, '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
  },
  { name: 'svg-sibling.svg', bytes: () => svg('<image xlink:href="sibling.png" width="9" height="9"/>') },
  {
    name: 'svg-xinclude.svg',
    bytes: () =>
      svg('<text><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="/etc/passwd"/></text>'),
  },
  {
    name: 'webp-16000.webp',
    dear: true,
    bytes: () => solid(side, side).webp({ lossless: true, effort: 0 }).toBuffer(),
  },
  { name: 'png-16000.png', dear: true, bytes: () => solid(side, side).png({ compressionLevel: 9 }).toBuffer() },
  {
    name: 'png-palette-16000.png',
    dear: true,
    bytes: () => solid(side, side).png({ palette: true, colours: 2 }).toBuffer(),
  },
  {
    name: 'png-interlaced-16000.png',
    dear: true,
    bytes: () => solid(side, side).png({ progressive: true }).toBuffer(),
  },
  { name: 'jpg-16000.jpg', dear: true, bytes: () => solid(side, side).jpeg({ quality: 20 }).toBuffer() },
  {
    name: 'jpg-progressive-16000.jpg',
    dear: true,
    bytes: () => solid(side, side).jpeg({ quality: 20, progressive: true }).toBuffer(),
  },
  {
    name: 'tiff-16000.tif',
    dear: true,
    bytes: () => solid(side, side).tiff({ compression: 'deflate', tile: true }).toBuffer(),
  },
  // The one of 16,000² is in the folder, as 17000x17000.avif: making it takes eight gigabytes.
  { name: 'avif-48-mp.avif', dear: true, bytes: () => solid(8000, 6000).avif({ quality: 1, effort: 0 }).toBuffer() },
];
