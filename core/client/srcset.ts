// The srcset attribute: one picture in several widths, of which the browser takes the one that fits.
import { type ImgOptions, imgUrl } from './img-url.ts';

/** Finishes a target: puts an origin before it, signs it, or both. */
export type FinishUrl = (target: string) => string | Promise<string>;

/**
 * `widths` in pixels; each becomes `w` of the last stage and the candidate's descriptor. Without `finish` the
 * candidates are paths.
 */
export async function srcset(
  name: string,
  widths: readonly number[],
  options: ImgOptions = {},
  finish: FinishUrl = (target) => target,
): Promise<string> {
  const candidates = widths.map(async (w) => `${await finish(imgUrl(name, { ...options, w }))} ${w}w`);
  return (await Promise.all(candidates)).join(', ');
}
