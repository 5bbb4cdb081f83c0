// Opens encoded bytes: looks at their header, refuses what may not be decoded, and hands out sharp over them.
// Nothing else in this driver lets sharp see bytes that came from outside.
import { readFileSync } from 'node:fs';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { formats } from '../../../core/image/format.ts';
import { notOfFormat, refuseAbove } from '../../../core/image/refuse-source.ts';
import type { EngineSource, Ext, FrameChoice, Limits, OpOf, Orientation, PixelOp, Size } from '../../../core/index.ts';
import { sizeAfter } from '../../../core/pipeline/size-after.ts';
import { checkAvif } from './check-avif.ts';
import { checkHeader } from './check-header.ts';
import { chosenPages } from './chosen-frames.ts';
import { checkSvg } from './svg/check-svg.ts';
import { densityFor } from './svg/density-for.ts';
import { translated } from './translate.ts';

export interface OpenSource {
  readonly ext: Ext;
  /** Path or bytes. */
  readonly input: string | Uint8Array;
  /** Of one frame. */
  readonly width: number;
  readonly height: number;
  /** Those that were chosen; the others are not there. */
  readonly frames: number;
  readonly orientation: Orientation;
  readonly alpha: boolean;
  readonly progressive: boolean;
  /** 8-bit sRGB in three bands or more. */
  readonly plain: boolean;
  /** Milliseconds each frame is shown, and how often the animation runs (0 for ever). */
  readonly delay: number[] | undefined;
  readonly loop: number | undefined;
  /** Most pixels of an animated result. */
  readonly animationPixels: number;
  /** Sharp over the first frame in Display P3; undefined where the source has no colours that sRGB has not. */
  readonly wide: (() => Sharp) | undefined;
  /** Sharp over the first frame, or over all of them one below the other. */
  image(frames: 'all' | 'first'): Sharp;
  /** Sharp over the first frame with both sides divided by a whole number. */
  shrunk(by: OpOf<'shrink'>['by']): Sharp;
}

/** What has to be known of a header. */
type Header = Pick<
  Metadata,
  'format' | 'width' | 'height' | 'space' | 'depth' | 'channels' | 'hasAlpha' | 'hasProfile' | 'isProgressive'
> &
  Pick<Partial<Metadata>, 'orientation' | 'compression' | 'pages' | 'delay' | 'loop'>;

/** What metadata says a format is. Formats without a row can not be read. */
const libraryFormats: { readonly [K in Ext]?: string } = {
  jpg: 'jpeg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'heif',
  tiff: 'tiff',
  svg: 'svg',
};

export const loaders: { readonly [K in Ext]?: string } = {
  jpg: 'VipsForeignLoadJpeg',
  png: 'VipsForeignLoadPng',
  webp: 'VipsForeignLoadWebp',
  gif: 'VipsForeignLoadNsgif',
  avif: 'VipsForeignLoadHeif',
  tiff: 'VipsForeignLoadTiff',
  svg: 'VipsForeignLoadSvg',
};

/** Blocks every decoder but these; for the whole process, so engines with different inputs can not share one. */
export function allowLoaders(inputs: readonly Ext[]): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: inputs.flatMap((ext) => loaders[ext] ?? []) });
}

export async function openSource(
  source: EngineSource,
  frames: FrameChoice,
  inputs: readonly Ext[],
  limits: Limits,
  ops?: readonly PixelOp[],
): Promise<OpenSource> {
  const { ext } = source;
  if (!inputs.includes(ext)) throw notOfFormat(ext, 'an image of a format that is switched off');
  const input = await inputOf(source, limits);
  const options: SharpOptions = {
    failOn: 'error',
    limitInputPixels: limits.sourcePixels,
  };
  // No pixel is decoded for a header: how many there are is refused below, with figures, which sharp would not say.
  const look = (page = 0) =>
    translated('source', () => sharp(input, { ...options, limitInputPixels: false, page }).metadata());
  const first: Header = (ops && remembered(source, ops)) ?? (await look());
  if (first.format !== libraryFormats[ext] || (ext === 'avif' && first.compression !== 'av1')) {
    throw notOfFormat(ext, 'an image of another format');
  }
  const pages = first.pages ?? 1;
  // An AVIF sequence would come out as one tall still image.
  if (ext === 'avif' && pages > 1) throw notOfFormat(ext, 'a sequence of images');
  const { animation } = formats[ext];
  // Pages that are no frames are not decoded, but their directories are read.
  if (!animation) refuseAbove(pages, limits.sourceFrames, 'pages');
  const { from, count } = chosenPages(frames === 'all' && !animation ? 'first' : frames, pages);
  let found: Header = animation || from === 0 ? first : await look(from);
  checkHeader(ext, found, count, limits);
  if (ext === 'svg' && ops !== undefined) {
    options.density = densityFor(found, ops, limits.svgPixels);
    found = await look();
  }
  const open = (what: string | Uint8Array, count: number) => {
    const image = sharp(what, { ...options, page: from, pages: count }).timeout({
      seconds: Math.ceil(limits.renderMillis / 1000),
    });
    // Sharp works on 16-bit pixels in Display P3 where they have a profile, and leaves them there unless told.
    return found.space === 'rgb16' && found.hasProfile ? image.withIccProfile('srgb', { attach: false }) : image;
  };
  return {
    ext,
    input,
    width: found.width,
    height: found.height,
    frames: count,
    orientation: orientationOf(found.orientation),
    alpha: formats[ext].alpha && found.hasAlpha,
    progressive: found.isProgressive,
    plain: found.space === 'srgb' && found.depth === 'uchar' && found.channels >= 3,
    delay: found.delay?.slice(from, from + count).map((millis) => Math.min(millis, longest)),
    loop: found.loop === undefined ? undefined : Math.min(found.loop, longest),
    animationPixels: limits.animationPixels,
    image: (which) => open(input, which === 'all' ? count : 1),
    // Sharp converts 8-bit colours to sRGB as it reads them, and 16-bit ones to Display P3.
    wide: isWide(found)
      ? () => open(input, 1).pipelineColourspace('rgb16').withIccProfile('p3', { attach: false })
      : undefined,
    shrunk(by) {
      if (by === 1) return open(input, 1);
      // Options of a loader may follow its file's name (libvips, "vips_filename_get_options"): sharp has no word for
      // this one. By itself it shrinks less than it could, and scales what is left.
      if (ext === 'jpg' && source.path !== undefined) return open(`${source.path}[shrink=${by}]`, 1);
      return shrunkTo(open(input, 1), sizeAfter(found, { op: 'shrink', by }));
    },
  };
}

// A drawing is never read by its path: beside that there are other files that it could ask for (threats.md, D5).
// What is looked through before it is decoded is decoded from the same bytes.
async function inputOf(source: EngineSource, limits: Limits): Promise<string | Uint8Array> {
  if (source.ext === 'avif') {
    const bytes = await source.bytes();
    checkAvif(bytes);
    return bytes;
  }
  if (source.ext !== 'svg') return source.path === undefined ? source.bytes() : ofFile(source, source.path);
  refuseAbove(source.byteLength, limits.svgBytes, 'bytes in this format');
  const bytes = await source.bytes();
  checkSvg(bytes, { bytes: limits.svgBytes, elements: limits.svgElements });
  return bytes;
}

// To find out what a file is, libvips opens it once for each thing that it may be, thirty times and more: to read a small
// one is cheaper, and at once, as this process does nothing else meanwhile. Of larger ones the garbage costs more (0113).
const smallBytes = 64 * 1024;

function ofFile({ byteLength }: EngineSource, path: string): string | Promise<Uint8Array> {
  return byteLength > smallBytes ? path : translated('source', async () => readFileSync(path));
}

function isWide({ hasProfile, space }: Header): boolean {
  return hasProfile && (space === 'srgb' || space === 'rgb16');
}

export function shrunkTo(image: Sharp, { width, height }: Size): Sharp {
  return image.resize(width, height, { fit: 'fill' });
}

const geometry: ReadonlySet<PixelOp['op']> = new Set(['orient', 'extract', 'rotate', 'flip', 'resize']);

/**
 * What would be found in a header that a probe of the same bytes has read before. Looking again costs half a
 * millisecond, as much as everything else around a small render. Only for JPEG, which has no frames, no alpha and
 * one depth, and only under operations that leave colours alone: for those its colour space makes no difference.
 */
function remembered({ ext, shape }: EngineSource, ops: readonly PixelOp[]): Header | undefined {
  if (ext !== 'jpg' || shape === undefined || !ops.every(({ op }) => geometry.has(op))) return undefined;
  const { width, height, orientation, progressive } = shape;
  return { ...anyJpeg, width, height, orientation, isProgressive: progressive };
}

const anyJpeg = {
  format: 'jpeg',
  space: 'srgb',
  depth: 'uchar',
  channels: 3,
  hasAlpha: false,
  hasProfile: false,
} as const;

// Sharp takes delays and loop counts of 16 bits; WebP can hold longer delays.
const longest = 65_535;

function orientationOf(value: number | undefined): Orientation {
  return value !== undefined && value >= 1 && value <= 8 ? (value as Orientation) : 1;
}
