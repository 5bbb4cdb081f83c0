// f=json: what is known of a result and of its original, in the form of Cloudflare Images' format=json
// (developers.cloudflare.com/images, "Transform via URL", format).
import { formats } from './format.ts';
import type { Size } from './geometry.ts';
import type { Shape } from './shape.ts';

type Original = Pick<Shape, 'ext' | 'width' | 'height' | 'orientation'> & { readonly byteLength: number };

/** JSON text. The original's sides are those of the upright picture, as a page would lay it out. */
export function describeResult({ width, height }: Size, original: Original): string {
  const lies = original.orientation >= 5;
  return JSON.stringify({
    width,
    height,
    original: {
      file_size: original.byteLength,
      width: lies ? original.height : original.width,
      height: lies ? original.width : original.height,
      format: formats[original.ext].mediaType,
    },
  });
}
