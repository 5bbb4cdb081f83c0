// Brightness, saturation and hue in CIE LCh, where chroma and hue are the length and the angle of a* and b*.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf } from '../../../../core/index.ts';
import { eachLab } from './lab.ts';

export function modulate(pixels: Pixels, { brightness, saturation, hue = 0 }: OpOf<'modulate'>): Pixels {
  const angle = (hue * Math.PI) / 180;
  const [along, across] = [saturation * Math.cos(angle), saturation * Math.sin(angle)];
  return eachLab(pixels, (lab) => {
    const [lightness, a, b] = lab as unknown as readonly [number, number, number];
    lab[0] = lightness * brightness;
    lab[1] = a * along - b * across;
    lab[2] = a * across + b * along;
  });
}
