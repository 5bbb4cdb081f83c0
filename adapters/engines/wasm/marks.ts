// The images that operations lay over a picture: each decoded, scaled and turned before the picture itself is decoded, so that
// never two sources are held at a time.
import { lay } from '../../../core/engine/pixels/lay.ts';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { boundsOfTurn, turnedSize, turnOf } from '../../../core/engine/turn.ts';
import {
  Failure,
  type ImageMark,
  type Limits,
  type MarkSource,
  type OverlayOp,
  type PixelOp,
} from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { letGo } from './let-go.ts';
import { turned } from './loops/places.ts';
import { resize } from './loops/resize.ts';
import { rotateBy } from './loops/rotate-by.ts';
import { decodeSource } from './open-source.ts';

/** By the operation that lays it. */
export type Marks = ReadonlyMap<OverlayOp, Pixels>;

/** There is nothing here that draws letters. Fails with `not-supported`. */
export function refuseMark({ mark }: OverlayOp): void {
  if ('text' in mark) throw cannot('text');
}

/** Fails as opening their sources does. */
export async function marksOf(
  ops: readonly PixelOp[],
  images: readonly MarkSource[] | undefined,
  limits: Limits,
): Promise<Marks> {
  const marks = new Map<OverlayOp, Pixels>();
  for (const op of ops) {
    if (op.op !== 'overlay' || 'text' in op.mark) continue;
    marks.set(op, turnedBy(await drawn(op.mark, images ?? [], limits), op.degrees));
  }
  return marks;
}

export function layMark(pixels: Pixels, op: OverlayOp, marks: Marks): Pixels {
  const patch = marks.get(op);
  if (patch === undefined) throw new Failure('internal', 'Expected the pixels of a mark before its operation.');
  return lay(pixels, patch, op);
}

async function drawn(
  { image, width, height }: ImageMark,
  images: readonly MarkSource[],
  limits: Limits,
): Promise<Pixels> {
  const found = images.find(({ version }) => version === image);
  if (found === undefined) throw new Failure('internal', 'Expected the source of a mark beside its operation.');
  const { about, pixels } = await decodeSource(found.source, limits);
  const turn = turnOf({ op: 'orient', orientation: about.orientation });
  const scaled = resize(pixels, { op: 'resize', ...turnedSize({ width, height }, turn) });
  if (scaled.data !== pixels.data) letGo(pixels.data);
  return turned(scaled, turn);
}

function turnedBy(pixels: Pixels, degrees: number): Pixels {
  if (degrees % 90 === 0) return turned(pixels, { flop: false, degrees: degrees as 0 | 90 | 180 | 270 });
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  return rotateBy(pixels, { degrees, ...boundsOfTurn(pixels, degrees), background });
}
