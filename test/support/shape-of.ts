// A shape for tests: an upright, opaque, still JPEG unless told otherwise.
import type { Shape } from '../../core/image/shape.ts';

export function shapeOf(width: number, height: number, more: Partial<Shape> = {}): Shape {
  return { ext: 'jpg', width, height, orientation: 1, animated: false, alpha: false, progressive: false, ...more };
}
