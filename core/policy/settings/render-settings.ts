// How pictures are decoded and rendered.
import * as v from 'valibot';
import type { Ext } from '../../image/format.ts';
import { integer, listOf, setting } from './kinds.ts';

const inputs = ['jpg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const satisfies readonly Ext[];

export const renderSettings = {
  renderers: setting(
    'IMG_RENDERERS',
    'cores',
    'render processes; `cores` makes one a core, 0 renders inside the server process',
    '`cores` or an integer from 0 to 256',
    v.union([
      v.pipe(
        v.literal('cores'),
        v.transform((): number | undefined => undefined),
      ),
      integer(0, 256),
    ]),
  ),
  inputs: setting(
    'IMG_INPUTS',
    'jpg,png,webp,gif',
    'formats accepted as originals; `avif` and `tiff` are off because their decoders have the worst record',
    `a comma list of ${inputs.join(', ')}`,
    listOf(inputs),
  ),
} as const;
