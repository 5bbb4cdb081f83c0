// The commonest colour by counting: of 4096 boxes of colours the fullest, as the mean of what is in it.
import type { Pixels } from './pixels.ts';

/** `#rrggbb`; '' where no pixel can be seen. Of RGBA. */
export function dominantColour({ data }: Pixels): string {
  const sums = new Float64Array(4096 * 4);
  let fullest = -1;
  for (let at = 0; at < data.length; at += 4) {
    // Less than half there: whoever sees it sees mostly what is behind.
    if ((data[at + 3] as number) < 128) continue;
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    const box = ((red >> 4) * 256 + (green >> 4) * 16 + (blue >> 4)) * 4;
    for (const [band, value] of [red, green, blue, 1].entries())
      sums[box + band] = (sums[box + band] as number) + value;
    if (fullest === -1 || (sums[box + 3] as number) > (sums[fullest + 3] as number)) fullest = box;
  }
  if (fullest === -1) return '';
  const bands = sums.subarray(fullest, fullest + 3);
  const count = sums[fullest + 3] as number;
  return `#${Array.from(bands, (sum) =>
    Math.round(sum / count)
      .toString(16)
      .padStart(2, '0'),
  ).join('')}`;
}
