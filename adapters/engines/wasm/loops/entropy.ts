// Cuts slices off where there is least to see, until the box is left: of both ends of an axis the one whose histogram has less
// entropy goes.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { Size } from '../../../../core/index.ts';

interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

/** So many rounds at most. */
const rounds = 8;

export function busiest(pixels: Pixels, box: Size): Pick<Area, 'left' | 'top'> {
  let area: Area = { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const across = Math.ceil((area.width - box.width) / rounds);
  const down = Math.ceil((area.height - box.height) / rounds);
  while (area.width > box.width || area.height > box.height) {
    const width = Math.min(area.width - box.width, across);
    const height = Math.min(area.height - box.height, down);
    const right = area.left + area.width - width;
    const bottom = area.top + area.height - height;
    const isLeft = width > 0 && entropy(pixels, { ...area, width }) < entropy(pixels, { ...area, width, left: right });
    const isTop =
      height > 0 && entropy(pixels, { ...area, height }) < entropy(pixels, { ...area, height, top: bottom });
    area = {
      left: area.left + (isLeft ? width : 0),
      top: area.top + (isTop ? height : 0),
      width: area.width - width,
      height: area.height - height,
    };
  }
  return { left: area.left, top: area.top };
}

/** In bits, of the values of red, green and blue. */
function entropy({ data, width: stride }: Pixels, { left, top, width, height }: Area): number {
  const counts = new Uint32Array(3 * 256);
  for (let y = top; y < top + height; y += 1) {
    for (let at = (y * stride + left) * 4; at < (y * stride + left + width) * 4; at += 4) {
      for (let band = 0; band < 3; band += 1) {
        const place = band * 256 + (data[at + band] as number);
        counts[place] = (counts[place] as number) + 1;
      }
    }
  }
  const all = 3 * width * height;
  return counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / all) * Math.log2(count / all)), 0);
}
