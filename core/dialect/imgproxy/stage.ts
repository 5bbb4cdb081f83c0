// From what an imgproxy URL has said to a stage, and back to options.

import type { Colour } from '../../image/colour.ts';
import { writeColour } from '../../image/read-colour.ts';
import type { ImgproxyConfig } from '../../pipeline/dialect-modules/imgproxy.ts';
import type { Anchor } from '../../recipe/kinds/anchor.ts';
import type { Point } from '../../recipe/kinds/gravity.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { notSupported } from '../refused.ts';
import type { Draft, Watermark } from './draft.ts';

const points: Readonly<Record<string, Point>> = {
  ce: { x: 0.5, y: 0.5 },
  no: { x: 0.5, y: 0 },
  so: { x: 0.5, y: 1 },
  ea: { x: 1, y: 0.5 },
  we: { x: 0, y: 0.5 },
  noea: { x: 1, y: 0 },
  nowe: { x: 0, y: 0 },
  soea: { x: 1, y: 1 },
  sowe: { x: 0, y: 1 },
};

export interface StageRules {
  /** Name of the stored image that is the watermark; without one, there is none. */
  readonly watermark: string | undefined;
  /** Of URLs that name no format: the original's own, or by Accept. */
  readonly format: 'source' | 'auto';
}

type Config = Record<string, unknown>;

/** Only what was said; the canonical form leaves out what says nothing. */
export function stageOf(draft: Draft, rules: StageRules): Stage {
  const { frame, trim, background, rotate = 0 } = draft;
  const flip = flipOf(draft);
  return {
    imgproxy: said(frame as Config),
    ...(trim && {
      trim: said({ trim: 'border', 'trim.border.tolerance': trim.threshold, 'trim.border.color': trim.colour }),
    }),
    ...(flip !== '' && { flip: { flip } }),
    rotate: { rotate },
    ...(background && { background: { background } }),
    ...watermarkStage(draft.watermark, rules),
    ...metadataStage(draft),
    ...(draft.stripProfile === false && { icc: { icc: 'p3' } }),
    encode: encodeConfig(draft, rules),
  };
}

// There it is turned first: by a quarter, what mirrors left and right then mirrors top and bottom now.
function flipOf({ flip: [across, down] = [false, false], rotate = 0 }: Draft): string {
  const [h, v] = rotate % 180 === 0 ? [across, down] : [down, across];
  return `${h ? 'h' : ''}${v ? 'v' : ''}`;
}

function watermarkStage(mark: Watermark | undefined, { watermark }: StageRules): Stage {
  if (mark === undefined || mark.opacity === 0 || watermark === undefined) return {};
  const { opacity, position, x, y, scale } = mark;
  if (scale > 1) throw notSupported('watermark', 'This server has marks up to the width of the picture.');
  const place = position === 're' ? { 'wm.tile': true, 'wm.gravity': points.nowe } : { 'wm.gravity': points[position] };
  const sized = scale === 0 ? {} : { 'wm.scale': scale };
  return { watermark: { watermark, ...place, 'wm.x': x, 'wm.y': y, ...sized, 'wm.opacity': opacity } };
}

function metadataStage({ strip, keepCopyright }: Draft): Stage {
  if (strip === false) return { metadata: { metadata: 'keep' } };
  return keepCopyright === true ? { metadata: { metadata: 'copyright' } } : {};
}

// Of formats without one, a quality says nothing.
const withQuality: readonly string[] = ['jpg', 'webp', 'avif'];

function encodeConfig({ format, quality = 0, formatQuality = {}, maxBytes = 0 }: Draft, rules: StageRules): Config {
  const own = Object.entries(formatQuality).filter(([name, value]) => value > 0 && withQuality.includes(name));
  const beside = quality > 0 || format !== undefined ? [] : own;
  return said({
    format: format ?? (rules.format === 'auto' ? 'auto' : undefined),
    quality: quality || (format && formatQuality[format]) || undefined,
    ...Object.fromEntries(beside.map(([name, value]) => [`${name}.quality`, value])),
    'max-bytes': maxBytes || undefined,
  });
}

function said(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

/** The options that say a canonical stage. Fails with `not-supported` for what imgproxy has no words for. */
export function optionsOf(stage: Stage, { watermark }: StageRules): readonly string[] {
  const modules = ['imgproxy', 'trim', 'flip', 'rotate', 'background', 'watermark', 'metadata', 'icc', 'encode'];
  const foreign = Object.keys(stage).find((module) => !modules.includes(module));
  if (foreign !== undefined) throw notSupported(foreign, `imgproxy has no words for ${foreign}.`);
  return [
    ...frameWords((stage.imgproxy ?? {}) as ImgproxyConfig),
    ...trimWords(stage.trim ?? {}),
    ...turnWords(stage),
    ...backgroundWords(stage.background?.background as Colour | undefined),
    ...watermarkWords(stage.watermark ?? {}, watermark),
    ...(stage.metadata ? [stage.metadata.metadata === 'keep' ? 'sm:0' : 'kcr:1'] : []),
    ...(stage.icc ? ['scp:0'] : []),
    ...encodeWords(stage.encode ?? {}),
  ];
}

function frameWords(frame: ImgproxyConfig): string[] {
  const at = ({ type, x, y }: Anchor) => (type === 'sm' ? 'sm' : `${type}:${x}:${y}`);
  const simple = { type: 'rt', width: 'w', height: 'h', dpr: 'dpr', 'min-width': 'mw', 'min-height': 'mh' } as const;
  const effects = { blur: 'bl', sharpen: 'sh', pixelate: 'pix' } as const;
  const pairs = Object.entries({ ...simple, ...effects }) as [keyof typeof simple | keyof typeof effects, string][];
  const { gravity, extend, padding, 'extend.ratio': ratio, 'crop.gravity': of } = frame;
  const cropped = (frame['crop.width'] ?? frame['crop.height'] ?? of) !== undefined;
  return [
    ...pairs.flatMap(([key, word]) => (frame[key] === undefined ? [] : [`${word}:${frame[key]}`])),
    ...(frame['zoom.x'] !== undefined || frame['zoom.y'] !== undefined
      ? [`z:${frame['zoom.x'] ?? 1}:${frame['zoom.y'] ?? 1}`]
      : []),
    ...(frame.enlarge ? ['el:1'] : []),
    ...(gravity ? [`g:${at(gravity)}`] : []),
    ...(cropped ? [`c:${frame['crop.width'] ?? 0}:${frame['crop.height'] ?? 0}${of ? `:${at(of)}` : ''}`] : []),
    ...(extend ? [`ex:1:${at(extend)}`] : []),
    ...(ratio ? [`exar:1:${at(ratio)}`] : []),
    ...(padding ? [`pd:${padding.join(':')}`] : []),
  ];
}

function trimWords(trim: Stage[string]): string[] {
  if (Object.keys(trim).length === 0) return [];
  const { trim: what, 'trim.border.tolerance': tolerance = 10, 'trim.border.color': colour, ...others } = trim;
  if (what !== 'border' || Object.keys(others).length > 0) throw notSupported('trim', 'imgproxy trims borders only.');
  return [`t:${tolerance}${colour ? `:${opaque(colour as Colour)}` : ''}`];
}

function turnWords({ rotate, flip }: Stage): string[] {
  const degrees = Number(rotate?.rotate ?? 0);
  if (degrees % 90 !== 0) throw notSupported('rotate', 'imgproxy turns by right angles.');
  const axes = String(flip?.flip ?? '');
  const [across, down] = degrees % 180 === 0 ? ['h', 'v'] : ['v', 'h'];
  const mirrored = [across, down].map((axis) => (axes.includes(axis as string) ? 1 : 0));
  return [...(degrees === 0 ? [] : [`rot:${degrees}`]), ...(axes === '' ? [] : [`fl:${mirrored.join(':')}`])];
}

function backgroundWords(colour: Colour | undefined): string[] {
  return colour === undefined ? [] : [`bg:${opaque(colour)}`];
}

function opaque(colour: Colour): string {
  if (colour.alpha !== 1) throw notSupported('background', 'imgproxy has opaque colours.');
  return writeColour(colour);
}

function watermarkWords(mark: Stage[string], name: string | undefined): string[] {
  if (Object.keys(mark).length === 0) return [];
  const { watermark, 'wm.gravity': of = points.soea, 'wm.x': x = 0, 'wm.y': y = 0, ...more } = mark;
  const { 'wm.scale': scale = 0, 'wm.opacity': opacity = 1, 'wm.tile': tiled = false, ...others } = more;
  const { x: across, y: down } = of as Point;
  const position = Object.keys(points).find((key) => points[key]?.x === across && points[key]?.y === down);
  const known = name !== undefined && watermark === name && opacity !== 0 && Object.keys(others).length === 0;
  if (!known || position === undefined || (tiled && position !== 'nowe')) {
    throw notSupported('watermark', 'imgproxy has one watermark, at its sides, corners and centre.');
  }
  return [`wm:${opacity}:${tiled ? 're' : position}:${x}:${y}:${scale}`];
}

function encodeWords({ format, quality, 'max-bytes': maxBytes, ...more }: Stage[string]): string[] {
  const ofFormats = withQuality.filter((name) => more[`${name}.quality`] !== undefined);
  const others = Object.fromEntries(Object.entries(more).filter(([key]) => !key.endsWith('.quality')));
  // There, one of these counts where nothing else says it.
  if (ofFormats.length > 0 && (format ?? quality) !== undefined)
    throw notSupported('encode', 'imgproxy says one of them.');
  const spelled = ['jpg', 'png', 'webp', 'gif', 'avif', undefined].includes(format as string | undefined);
  if (Object.keys(others).length > 0 || !spelled || quality === 'auto') {
    throw notSupported('encode', 'imgproxy says format, quality and max_bytes.');
  }
  return [
    ...(format === undefined ? [] : [`f:${format}`]),
    ...(quality === undefined ? [] : [`q:${quality}`]),
    ...(maxBytes === undefined ? [] : [`mb:${maxBytes}`]),
    ...ofFormats.map((name) => `fq:${name}:${more[`${name}.quality`]}`),
  ];
}
