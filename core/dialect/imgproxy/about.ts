// The dialect of imgproxy for the reference.
import type { DialectAbout } from '../about.ts';
import { openOptions } from './options.ts';
import { proOptions } from './pro-options.ts';

export const aboutImgproxy: DialectAbout = {
  name: 'imgproxy',
  title: 'imgproxy 4',
  supported:
    'every open-source option with its aliases, presets, plain and base64 sources, signatures; sizes to the pixel',
  missing:
    'jxl, heic, bmp, ico, tiff and svg as results (sharp cannot write them, or nobody needed them yet), auto_rotate false, uneven trims, imgproxy Pro',
  notes: [
    '`signature/option/…/plain/source@format`, or base64url of the source in pieces, with `.format`. The query is dropped.',
    'Repaired before it is verified, as imgproxy does: `%3A` in options, and schemes that have lost a slash.',
    'Without IMG_IMGPROXY_KEYS any signature passes and the URL counts as unsigned; with them a wrong one is 403.',
    'Sizes, cuts, offsets and paddings are computed as in its processing/prepare.go, in floating point.',
    'Quality, metadata, profile and animation that no URL speaks of are this server’s defaults: quality 80 (avif 50), no metadata, all frames.',
    'A picture is always turned upright first. SVG is drawn, never passed through.',
    'Statuses are those of imgproxy: 404 for bad paths and options and for unknown sources, 403, 422, 429; bodies are problem documents.',
    'BASE_URL and URL_REPLACEMENTS are IMG_SOURCE_MAP here; ARGUMENTS_SEPARATOR, ALLOWED_PROCESSING_OPTIONS, TRUSTED_SIGNATURES and BASE64_URL_INCLUDES_FILENAME do not exist.',
  ],
  options: [
    ...openOptions,
    { names: ['preset', 'pr'], becomes: 'the options of presets in IMG_IMGPROXY_PRESETS' },
    ...proOptions,
  ],
};
