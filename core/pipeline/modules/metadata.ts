// Module: what of the original's metadata goes along with the result.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  metadata: choice(['none', 'copyright', 'keep'], {
    summary:
      'copyright: who made the picture and what may be done with it (EXIF, IPTC and XMP, written as EXIF and XMP). keep: also title, description, camera, lens, exposure and dates. Never the place, serial numbers or a thumbnail; gif holds none.',
    neutral: 'none',
  }),
};

export const metadata: Module<typeof options> = {
  name: 'metadata',
  rank: 1140,
  summary: 'Keeps some of the metadata; all of it is left out otherwise.',
  options,
  plan: (input, { metadata: kept = 'none' }) => ({
    output: input,
    ops: [],
    ...(kept === 'none' ? {} : { carries: { metadata: kept } }),
  }),
};
