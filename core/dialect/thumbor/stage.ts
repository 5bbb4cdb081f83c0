// From the parts of a thumbor URL to a stage.
import type { Point } from '../../recipe/kinds/gravity.ts';
import { notSupported, refused } from '../refused.ts';
import { type StageWords, say } from '../stage-words.ts';
import type { Filtered } from './filters.ts';
import type { ThumborPath } from './path.ts';

const across = { left: 0, center: 0.5, right: 1 } as const;
const down = { top: 0, middle: 0.5, bottom: 1 } as const;

/** `so`: what the filters have said. */
export function thumborStage(path: ThumborPath, so: Filtered): StageWords {
  const { trim, crop, padding } = path;
  let words = so.words;
  if (trim !== undefined) words = say(words, 'trim', trimOf(trim));
  if (crop?.some((edge) => Number(edge) !== 0)) words = say(words, 'crop', { crop: cropOf(crop) });
  words = say(words, 'resize', resizeOf(path, so));
  const flip = flipOf(path.size);
  if (flip !== '') words = say(words, 'flip', { flip });
  if (padding !== undefined) {
    const [left, top, right, bottom] = padding.map(Number);
    words = say(words, 'pad', { pad: [top, right, bottom, left] });
  }
  return words;
}

// https://thumbor.readthedocs.io (trim): nothing but exactly the colour of the corner, unless a tolerance is given.
function trimOf(text: string): Record<string, unknown> {
  const parts = text === '' ? [] : text.split(':');
  const tolerance = parts.find((part) => /^\d{1,3}$/.test(part)) ?? '0';
  if (parts.includes('bottom-right')) throw notSupported(`trim:${text}`, 'This server trims by the top left pixel.');
  if (parts.some((part) => part !== 'top-left' && part !== tolerance)) {
    throw refused(`trim:${text}`, 'trim, with top-left or bottom-right and a tolerance');
  }
  return { trim: 'border', 'trim.border.tolerance': Number(tolerance) };
}

function cropOf(edges: readonly string[]) {
  const [left = 0, top = 0, right = 0, bottom = 0] = edges.map(Number);
  const width = Number((right - left).toFixed(4));
  const height = Number((bottom - top).toFixed(4));
  if (width > 0 && height > 0) return { left, top, width, height };
  throw refused(edges.join('x'), 'left x top : right x bottom, in this order');
}

function resizeOf(path: ThumborPath, so: Filtered): Record<string, unknown> {
  const { size: [w = '', h = ''] = [], fit } = path;
  const [width, height] = [sideOf(w, so), sideOf(h, so)];
  const gravity = gravityOf(path);
  const shares = so.proportion !== undefined && width === undefined && height === undefined;
  if (shares) return { 'width-share': so.proportion, 'height-share': so.proportion, fit: 'squeeze' };
  if (width === undefined && height === undefined) return gravity ? { gravity } : {};
  const box = { ...(width && { width }), ...(height && { height }), ...(gravity && { gravity }) };
  return { ...box, ...fitOf(fit, so, width !== undefined && height !== undefined, path) };
}

function sideOf(text: string, { proportion = 1 }: Filtered): number | undefined {
  const side = text.replace('-', '');
  // The picture's own side, which nothing has to be done for where the other one is its own too.
  if (side === 'orig' || side === '' || Number(side) === 0) return undefined;
  return Math.max(1, Math.round(Number(side) * proportion));
}

function fitOf(fit: string | undefined, so: Filtered, both: boolean, { size }: ThumborPath): Record<string, unknown> {
  const { enlarge, filled = false, stretch = false } = so;
  if (size?.some((side) => side.includes('orig')))
    throw notSupported('orig', 'This server needs both sides as numbers, or orig for both.');
  if (fit?.startsWith('adaptive-')) throw notSupported(fit, 'This server swaps no sides.');
  if (stretch || fit === 'stretch') return { fit: 'squeeze', ...(enlarge === false && { enlarge }) };
  if (fit === 'full-fit-in')
    return { fit: both ? 'outside' : 'contain', ...(enlarge === true ? {} : { enlarge: false }) };
  if (filled && both)
    return { fit: 'pad', ...((fit === 'fit-in' ? enlarge !== true : enlarge === false) && { enlarge: false }) };
  if (fit === 'fit-in') return { fit: enlarge ? 'contain' : 'scale-down' };
  if (!both) return { fit: enlarge === false ? 'scale-down' : 'contain' };
  return { fit: enlarge === false ? 'crop' : 'cover' };
}

function gravityOf({ horizontal, vertical, smart }: ThumborPath): Point | 'attention' | undefined {
  if (smart) return 'attention';
  if (horizontal === undefined && vertical === undefined) return undefined;
  return { x: across[horizontal ?? 'center'], y: down[vertical ?? 'middle'] };
}

// A minus mirrors: in front of the width left and right.
function flipOf([w = '', h = '']: readonly string[] = []): string {
  return `${w.startsWith('-') ? 'h' : ''}${h.startsWith('-') ? 'v' : ''}`;
}
