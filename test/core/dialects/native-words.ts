// Arbitrary stages in words of the house, as far as dialects whose edits are sharp's or thumbor's can say them.
import fc from 'fast-check';

const side = fc.integer({ min: 1, max: 4000 });
const place = fc.constantFrom(0, 0.5, 1);
const optional: { requiredKeys: [] } = { requiredKeys: [] };
const gravity = fc.oneof(fc.constant('attention'), fc.record({ x: place, y: place }));
const both = fc.record(
  { width: side, height: side, fit: fc.constantFrom('cover', 'crop', 'contain', 'scale-down', 'squeeze'), gravity },
  { requiredKeys: ['width', 'height'] },
);
const one = fc.oneof(
  fc.record({ width: side, fit: fc.constantFrom('contain', 'scale-down') }),
  fc.record({ height: side, fit: fc.constantFrom('contain', 'scale-down') }),
);

export const nativeWords = fc.record(
  {
    resize: fc.oneof(
      both,
      one,
      fc.record({ width: side, height: side, fit: fc.constant('outside'), enlarge: fc.constant(false) }),
    ),
    crop: fc.record({ crop: fc.record({ left: fc.nat(99), top: fc.nat(99), width: side, height: side }) }),
    flip: fc.record({ flip: fc.constantFrom('h', 'v', 'hv') }),
    rotate: fc.record({ rotate: fc.constantFrom(0, 45, 90, 180, 270, 12.5) }),
    blur: fc.record({ blur: fc.integer({ min: 1, max: 250 }) }),
    grayscale: fc.constant({ grayscale: 1 }),
    normalise: fc.constant({ normalise: true }),
    modulate: fc.record({ saturation: fc.nat(20).map((tenths) => tenths / 10), hue: fc.nat(359) }, optional),
    background: fc.record({
      background: fc.record({ r: fc.nat(255), g: fc.nat(255), b: fc.nat(255), alpha: fc.constant(1) }),
    }),
    encode: fc.record({
      format: fc.constantFrom('jpg', 'png', 'webp', 'avif', 'gif'),
      quality: fc.integer({ min: 1, max: 100 }),
    }),
  },
  optional,
);
