// Module: makes areas of the upright picture unreadable, before anything else is done to it: what is scaled, blurred
// or cut later comes from what is left. It costs a full decode.
import type { Area, RedactOp } from '../../engine/ops/redact.ts';
import { black, type Colour } from '../../image/colour.ts';
import type { Size } from '../../image/geometry.ts';
import { badOption, refuseAlone } from '../../recipe/bad-option.ts';
import { areas } from '../../recipe/kinds/areas.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import { type Rectangle, writeRectangle } from '../../recipe/kinds/rectangle.ts';
import { touchedPixels } from '../in-pixels.ts';
import type { Module } from '../module.ts';

const options = {
  redact: areas({ summary: 'Areas of the upright picture that nobody shall see; each has to touch the picture.' }),
  'redact.style': choice(['solid', 'pixelate', 'blur'], {
    summary:
      'What is put there. Of pixelate and blur at most 6 × 6 means of an area are left; only solid leaves nothing.',
    neutral: 'solid',
  }),
  'redact.color': colour({ summary: 'Colour of solid areas, opaque; black without it.', neutral: black }),
};

export const redact: Module<typeof options> = {
  name: 'redact',
  rank: 150,
  summary: 'Makes areas unreadable, before anything is scaled.',
  options,
  plan(input, { redact: asked, 'redact.style': style = 'solid', 'redact.color': paint }) {
    if (asked === undefined) {
      refuseAlone('redact.style', 'redact', style === 'solid' ? undefined : style);
      refuseAlone('redact.color', 'redact', paint && options['redact.color'].write(paint));
      return { output: input, ops: [] };
    }
    if (style !== 'solid') {
      refuseAlone('redact.color', 'redact.style=solid', paint && options['redact.color'].write(paint));
    }
    const touched = asked.map((area) => touching(area, input));
    return { output: input, ops: [{ op: 'redact', areas: touched, ...styled(style, paint) }] };
  },
};

function styled(style: RedactOp['style'], paint: Colour = black): Pick<RedactOp, 'style' | 'background'> {
  if (style !== 'solid') return { style };
  if (paint.alpha < 1) throw badOption('redact.color', 'an opaque colour', options['redact.color'].write(paint));
  return { style, background: paint };
}

function touching(asked: Rectangle, picture: Size): Area {
  const area = touchedPixels(asked, picture);
  // A rectangle that hides nothing is a mistake that somebody would find out about too late.
  const expected = `areas that touch the picture of ${picture.width}x${picture.height} pixels`;
  if (area === undefined) throw badOption('redact', expected, writeRectangle(asked));
  return area;
}
