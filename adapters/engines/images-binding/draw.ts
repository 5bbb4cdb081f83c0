// A mark on the picture as the binding draws it. Offsets there are from an edge inwards, so what would lie outside is cut
// off the mark before.
import type { OverlayOp, Size } from '../../../core/index.ts';
import { cannot } from './cannot.ts';

export interface Draw {
  /** Version of the bytes of the mark. */
  readonly image: string;
  /** What is done to the mark first. */
  readonly transforms: readonly ImageTransform[];
  readonly options: ImageDrawOptions;
}

/** None where nothing of the mark lies on the picture. Fails with `not-supported`. */
export function drawOf({ mark, degrees, opacity, place, tile }: OverlayOp, picture: Size): readonly Draw[] {
  if ('text' in mark) throw cannot('text');
  if (degrees % 90 !== 0) throw cannot(`wm.rotate=${degrees}`);
  const lies = degrees % 180 === 0;
  const size = lies ? mark : { width: mark.height, height: mark.width };
  const transforms: ImageTransform[] = [{ width: mark.width, height: mark.height, fit: 'squeeze' }];
  if (degrees !== 0) transforms.push({ rotate: degrees as 90 | 180 | 270 });
  const { image } = mark;
  const left = Math.round(place.x - place.of.x * size.width);
  const top = Math.round(place.y - place.of.y * size.height);
  if (tile !== undefined) {
    const { across: right, down: bottom } = tile;
    const gap = { color: '#00000000', top: 0, right, bottom, left: 0 } as ImageTransform['border'] & object;
    if (right > 0 || bottom > 0) transforms.push({ border: gap });
    return [{ image, transforms, options: { opacity, repeat: true } }];
  }
  const seen = seenPart({ left, top, ...size }, picture);
  if (seen === undefined) return [];
  if (seen.width < size.width || seen.height < size.height) transforms.push({ trim: seen });
  return [{ image, transforms, options: { opacity, left: Math.max(0, left), top: Math.max(0, top) } }];
}

interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** In the mark's own pixels. */
function seenPart({ left, top, width, height }: Rect, picture: Size): Rect | undefined {
  const from = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const seen = {
    ...from,
    width: Math.min(width, picture.width - left) - from.left,
    height: Math.min(height, picture.height - top) - from.top,
  };
  return seen.width > 0 && seen.height > 0 ? seen : undefined;
}
