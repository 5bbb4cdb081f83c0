// The hue and chroma of a colour: one colour for each lightness, which fades toward black and white.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf } from '../../../../core/index.ts';
import { codeOf, lightOf, readLab, writeLab, yOf } from './lab.ts';

export function tint(pixels: Pixels, { r, g, b }: OpOf<'tint'>): Pixels {
  const { data } = pixels;
  const tones = tonesOf(Uint8Array.of(r, g, b));
  for (let at = 0; at < data.length; at += 4) {
    const light = yOf(lightOf(data[at] as number), lightOf(data[at + 1] as number), lightOf(data[at + 2] as number));
    const grey = codeOf(light) * 3;
    for (let band = 0; band < 3; band += 1) data[at + band] = tones[grey + band] as number;
  }
  return pixels;
}

/** Three values for each grey. */
function tonesOf(colour: Uint8Array): Uint8Array {
  const [of, lab] = [new Float64Array(3), new Float64Array(3)];
  readLab(colour, 0, of);
  const tones = new Uint8Array(256 * 3);
  for (let grey = 0; grey < 256; grey += 1) {
    readLab(Uint8Array.of(grey, grey, grey), 0, lab);
    const weight = 1 - 4 * ((lab[0] as number) / 100 - 0.5) ** 2;
    lab[1] = (of[1] as number) * weight;
    lab[2] = (of[2] as number) * weight;
    writeLab(tones, grey * 3, lab);
  }
  return tones;
}
