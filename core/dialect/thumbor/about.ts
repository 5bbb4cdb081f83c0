// The dialect of thumbor for the reference.
import type { DialectAbout, OptionAbout } from '../about.ts';
import { missingFilters, thumborFilters } from './filters.ts';

const filterName = (option: OptionAbout): OptionAbout => ({
  ...option,
  names: option.names.map((name) => `${name}()`),
});

export const aboutThumbor: DialectAbout = {
  name: 'thumbor',
  title: 'thumbor 7, imagor',
  supported:
    'trim, crop, fit-in, full-fit-in, stretch, sizes with flips, imagor’s padding, alignment, smart, most filters, meta, HMAC-SHA-1, -256 and -512',
  missing:
    'adaptive-fit-in, one side as orig, bottom-right trims, focal points in pixels, convolution, rgb and other filters that no module does',
  notes: [
    '`signature/meta/trim/AxB:CxD/fit-in/-Ex-F/GxH:IxJ/left/top/smart/filters:…/image`, all but the first and the last as wished. Without a signature or `unsafe` it is not of this dialect.',
    '`unsafe` URLs count as unsigned, also where there are keys; a wrong signature is 403.',
    'A size without fit-in covers, cuts and enlarges; fit-in does not enlarge but with upscale(); one side or 0 follows from the other.',
    'A picture is always turned upright first. Filters work in the order of our modules, whatever theirs is.',
    'Unknown filters are passed over (IMG_UNKNOWN_OPTIONS=refuse to be told of them).',
    'imgproxy takes every path for its own: in IMG_DIALECTS, thumbor has to stand in front of it.',
  ],
  options: [
    { names: ['meta'], becomes: 'thumbor’s JSON about the source and the result' },
    { names: ['trim', 'trim:top-left:10'], becomes: 'trim=border, tolerance 0 if none is given' },
    { names: ['trim:bottom-right'], why: 'the colour is that of the top left pixel' },
    { names: ['AxB:CxD'], becomes: 'crop, in pixels or fractions' },
    { names: ['ExF', '-Ex-F'], becomes: 'fit=cover, or contain with one side; flip' },
    { names: ['fit-in'], becomes: 'fit=scale-down; contain with upscale(), pad with fill()' },
    { names: ['full-fit-in'], becomes: 'fit=outside' },
    { names: ['adaptive-fit-in', 'adaptive-full-fit-in'], why: 'sides are not swapped' },
    { names: ['stretch'], becomes: 'fit=squeeze' },
    { names: ['GxH:IxJ'], becomes: 'pad' },
    { names: ['left', 'center', 'right', 'top', 'middle', 'bottom', 'smart'], becomes: 'gravity; smart is attention' },
    ...[...thumborFilters, ...missingFilters].map(filterName),
  ],
};
