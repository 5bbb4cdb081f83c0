// A canonical recipe as base64 of JSON with edits.
import type { Colour } from '../../image/colour.ts';
import type { Point } from '../../recipe/kinds/gravity.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { writeBase64 } from '../base64.ts';
import { hexOf, hmacOf } from '../own-signature.ts';
import { notSupported } from '../refused.ts';

type Config = Readonly<Record<string, unknown>>;

/** Fails with `not-supported` for what it has no words for. */
export function writeAws({ source, stages }: Recipe, secret: string | undefined): string {
  const [stage = {}, second] = stages;
  if (second !== undefined) throw noWords('~');
  const { flip, rotate, ...others } = stage;
  const degrees = Number(rotate?.rotate ?? 0);
  const turns = turnEdits(String(flip?.flip ?? ''), degrees);
  const edits = Object.entries(others).map(([module, config]) => (writers[module] ?? refuse(module))(config, others));
  const json = JSON.stringify({ key: source, edits: Object.assign({}, turns, ...edits) });
  const path = writeBase64(new TextEncoder().encode(json)).replaceAll('+', '-').replaceAll('/', '_');
  if (secret === undefined) return path;
  return `${path}?signature=${hexOf(hmacOf('sha256', new TextEncoder().encode(secret), `/${path}`))}`;
}

function turnEdits(flip: string, degrees: number): Config {
  const [h, v] = degrees % 180 === 0 ? ['h', 'v'] : ['v', 'h'];
  return {
    ...(degrees !== 0 && { rotate: degrees }),
    ...(flip.includes(v as string) && { flip: true }),
    ...(flip.includes(h as string) && { flop: true }),
  };
}

const fits: Readonly<Record<string, Config>> = {
  cover: { fit: 'cover' },
  crop: { fit: 'cover', withoutEnlargement: true },
  contain: { fit: 'inside' },
  'scale-down': { fit: 'inside', withoutEnlargement: true },
  squeeze: { fit: 'fill' },
  outside: { fit: 'outside' },
};

type Write = (config: Config, stage: Readonly<Record<string, Config>>) => Config;

const alone =
  (option: string, write: (value: unknown) => Config | undefined): Write =>
  ({ [option]: value, ...others }) =>
    (Object.keys(others).length === 0 ? write(value) : undefined) ?? refuse(option)();

const writers: Readonly<Record<string, Write>> = {
  resize({ width, height, fit = 'scale-down', gravity, kernel, enlarge, ...others }) {
    const both = width !== undefined && height !== undefined;
    const sized = width !== undefined || height !== undefined;
    const known = Object.hasOwn(fits, String(fit)) && Object.keys(others).length === 0;
    const plain = both || ['contain', 'scale-down', 'squeeze'].includes(String(fit));
    const pixels = [width ?? 0, height ?? 0].every((side) => typeof side === 'number');
    const held = enlarge === undefined || (enlarge === false && ['squeeze', 'outside'].includes(String(fit)));
    if (!known || !pixels || !plain || !held || (!sized && (fit !== 'scale-down' || enlarge !== undefined)))
      refuse('resize')();
    const never = enlarge === false ? { withoutEnlargement: true } : {};
    return {
      resize: {
        ...{ width, height, kernel },
        ...(sized && { ...fits[String(fit)], ...never }),
        ...(gravity !== undefined && { position: positionOf(gravity) }),
      },
    };
  },
  crop: alone('crop', (value) => ('left' in (value as object) ? { extract: value } : undefined)),
  blur: alone('blur', (value) => ({ blur: Number(value) / 2 })),
  sharpen: alone('sharpen', (value) => ({ sharpen: value })),
  median: alone('median', (value) => ({ median: value })),
  gamma: alone('gamma', (value) => ({ gamma: value })),
  negate: alone('negate', (value) => (value === true ? { negate: true } : undefined)),
  normalise: alone('normalise', (value) => (value === true ? { normalise: true } : undefined)),
  grayscale: alone('grayscale', (value) => (value === 1 ? { grayscale: true } : undefined)),
  tint: alone('tint', (value) => ({ tint: value })),
  background: alone('background', (value) => ({ flatten: { background: value as Colour } })),
  modulate: (config) => ({ modulate: config }),
  pad: alone('pad', () => undefined),
  mask: alone('mask', (value) => (value === 'circle' ? { roundCrop: true } : undefined)),
  encode({ format, anim, ...how }) {
    const named = ['jpg', 'png', 'webp', 'avif', 'gif'].includes(String(format));
    const known = Object.keys(how).every((key) =>
      ['quality', 'progressive', 'lossless', 'effort', 'mozjpeg'].includes(key),
    );
    if (!known || (!named && Object.keys(how).length > 0) || !(named || format === undefined || format === 'auto'))
      refuse('encode')();
    const still = anim === false ? { animated: false } : {};
    return { ...(named ? { [String(format)]: how } : format === 'auto' && { toFormat: 'auto' }), ...still };
  },
};

function positionOf(gravity: unknown): string {
  if (gravity === 'attention' || gravity === 'entropy') return gravity;
  const { x, y } = typeof gravity === 'object' ? (gravity as Point) : { x: -1, y: -1 };
  const words = [['left', '', 'right'][x * 2], ['top', '', 'bottom'][y * 2]];
  if (words.includes(undefined)) refuse('gravity')();
  return words.filter((word) => word !== '').join(' ') || 'center';
}

function refuse(segment: string): () => never {
  return () => {
    throw noWords(segment);
  };
}

function noWords(segment: string) {
  return notSupported(segment, `There is no edit for ${segment}.`);
}
