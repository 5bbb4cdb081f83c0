// Cuts a shape out with smooth edges. Sharp would composite an SVG for this: its loader is switched off, and a composite
// costs more than the pass (performance.md, 2.7).
import type { OpOf } from '../op.ts';
import { type Pixels, withAlpha } from './pixels.ts';

/** How much of a pixel lies inside of the shape, 0 to 1. */
type Coverage = (x: number, y: number) => number;

export function mask(pixels: Pixels, op: OpOf<'mask'>): Pixels {
  const { background } = op;
  const masked = background === undefined ? withAlpha(pixels) : pixels;
  const { width, height } = pixels;
  if (op.shape === 'corners') {
    const [topLeft, topRight, bottomRight, bottomLeft] = op.radii;
    cut(masked, 0, 0, topLeft, topLeft, arc(topLeft, topLeft, topLeft), background);
    cut(masked, width - topRight, 0, topRight, topRight, arc(0, topRight, topRight), background);
    cut(
      masked,
      width - bottomRight,
      height - bottomRight,
      bottomRight,
      bottomRight,
      arc(0, 0, bottomRight),
      background,
    );
    cut(masked, 0, height - bottomLeft, bottomLeft, bottomLeft, arc(bottomLeft, 0, bottomLeft), background);
    return masked;
  }
  const round = Math.min(width, height);
  const [across, down] = op.shape === 'circle' ? [round, round] : [width, height];
  const coverage = ellipse(width / 2, height / 2, across / 2, down / 2);
  for (let y = 0; y < height; y += 1) {
    // Both ends of a row are alike, and what lies between is whole.
    const end = Math.min(Math.ceil(width / 2), edgeOf(y, width, height, across, down));
    cut(masked, 0, y, end, 1, (x) => coverage(x, y), background);
    cut(masked, width - end, y, end, 1, (x) => coverage(width - end + x, y), background);
  }
  return masked;
}

// How many pixels of a row, from its end, are not whole for certain: two more than where the edge crosses it.
function edgeOf(y: number, width: number, height: number, across: number, down: number): number {
  const fromMiddle = Math.min(1, (Math.abs(y + 0.5 - height / 2) + 1) / (down / 2));
  return Math.ceil(width / 2 - (across / 2) * Math.sqrt(1 - fromMiddle ** 2)) + 2;
}

// Of a circle around (x, y) in the corner's own square.
function arc(centreX: number, centreY: number, radius: number): Coverage {
  return (x, y) => Math.min(1, Math.max(0, radius - Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY) + 0.5));
}

// The distance to an ellipse has no closed form; near its edge the equation over its gradient is as good.
function ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number): Coverage {
  return (x, y) => {
    const across = (x + 0.5 - centreX) / radiusX;
    const down = (y + 0.5 - centreY) / radiusY;
    const from = Math.hypot(across, down);
    if (from === 0) return 1;
    const slope = Math.hypot(across / radiusX, down / radiusY) / from;
    return Math.min(1, Math.max(0, (1 - from) / slope + 0.5));
  };
}

function cut(
  { data, width: stride, channels }: Pixels,
  left: number,
  top: number,
  width: number,
  height: number,
  coverage: Coverage,
  background: OpOf<'mask'>['background'],
): void {
  const paint = background && (channels < 3 ? [background.r] : [background.r, background.g, background.b]);
  const last = channels - 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = coverage(x, y);
      if (inside === 1) continue;
      const at = ((top + y) * stride + left + x) * channels;
      if (paint === undefined) data[at + last] = Math.round((data[at + last] as number) * inside);
      else blend(data, at, paint, inside, channels > paint.length);
    }
  }
}

// The pixel, as far as it is inside and opaque, over the paint.
function blend(data: Uint8Array, at: number, paint: readonly number[], inside: number, hasAlpha: boolean): void {
  const alpha = hasAlpha ? (data[at + paint.length] as number) / 255 : 1;
  const own = alpha * inside;
  const out = own + (1 - inside);
  for (const [band, colour] of paint.entries()) {
    data[at + band] = Math.round(((data[at + band] as number) * own + colour * (1 - inside)) / (out || 1));
  }
  if (hasAlpha) data[at + paint.length] = Math.round(out * 255);
}
