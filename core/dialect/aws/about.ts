// The dialect of AWS's Serverless Image Handler for the reference.
import type { DialectAbout } from '../about.ts';
import { awsEdits, missingEdits } from './edits.ts';
import { queryAbouts } from './query.ts';

export const aboutAws: DialectAbout = {
  name: 'aws',
  title: 'AWS Serverless Image Handler',
  supported:
    'base64 of JSON with sharp’s edits, its thumbor subset, query edits, signature and expires, errors as JSON',
  missing:
    'contentModeration, overlayWith in percent, faceIndex, radii of roundCrop, threshold and other edits that no module does; tiff, heif, raw',
  notes: [
    'Base64 of JSON first (the URL-safe alphabet too), else thumbor, with or without `unsafe`. In IMG_DIALECTS it takes all that reaches it: name it last.',
    '`bucket` and `/s3:bucket/` go through IMG_SOURCE_MAP as `s3://bucket/…`; without a bucket the key is the name.',
    'Both sides cover and enlarge, as in sharp; `inside` and fit-in enlarge too. `contain` and `extend` have a black ground.',
    'A picture is always turned upright first: there, only `rotate` without a number does that.',
    '`headers` of a request say nothing. Unknown edits are passed over.',
    'In the thumbor subset, rotate() turns clockwise and watermark() has a bucket in front.',
    'Errors are JSON with status, code and message; what is known and not to be had is 422.',
  ],
  options: [
    { names: ['key', 'bucket'], becomes: 'the source' },
    { names: ['outputFormat', 'effort'], becomes: 'format, effort' },
    { names: ['headers'], why: 'ignored: headers of answers are the server’s' },
    ...awsEdits,
    ...missingEdits,
    ...queryAbouts,
  ],
};
