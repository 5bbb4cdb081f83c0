// A third-party module: the picture as dots of ink on paper, as a newspaper prints it. One file, no dependency.

/** @type {import('../../../core/index.ts').ForeignModule} */
export default {
  name: 'halftone',
  version: '1.0.0',
  // Behind the scaling (500) and the colours, before the border: dots have the size that was asked for.
  rank: 1050,
  summary: 'Dots of ink on paper.',
  options: {
    halftone: { type: 'integer', min: 2, max: 64, summary: 'Pixels from dot to dot.' },
    'halftone.ink': { type: 'color', summary: 'Colour of the dots (default black).' },
  },

  plan: (_input, config) => (config.halftone === undefined ? undefined : {}),

  pixels(raw, { width, height, channels }, { halftone: step, 'halftone.ink': ink = { r: 0, g: 0, b: 0 } }) {
    const inks = [ink.r, ink.g, ink.b];
    for (let top = 0; top < height; top += step) {
      for (let left = 0; left < width; left += step) {
        const bottom = Math.min(top + step, height);
        const right = Math.min(left + step, width);
        const radius = (1 - lightnessOf(raw, { left, top, right, bottom, width, channels })) ** 0.5 * step * 0.7;
        for (let y = top; y < bottom; y += 1) {
          for (let x = left; x < right; x += 1) {
            const inside = Math.hypot(x + 0.5 - left - step / 2, y + 0.5 - top - step / 2) < radius;
            const at = (y * width + x) * channels;
            // An alpha channel is the last, and stays.
            const colours = channels < 3 ? 1 : 3;
            for (let band = 0; band < colours; band += 1) raw[at + band] = inside ? inks[band] : 255;
          }
        }
      }
    }
    return raw;
  },
};

/** 0 to 1, of the green that the eye sees most of, or of grey. */
function lightnessOf(raw, { left, top, right, bottom, width, channels }) {
  const band = channels < 3 ? 0 : 1;
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) sum += raw[(y * width + x) * channels + band];
  }
  return sum / ((right - left) * (bottom - top) * 255);
}
