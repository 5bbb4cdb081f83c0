// The dialect of AWS's image-optimization sample for the reference.
import type { DialectAbout } from './about.ts';
import { words } from './aws-samples.ts';

export const aboutAwsSamples: DialectAbout = {
  name: 'aws-samples',
  title: 'aws-samples/image-optimization',
  supported:
    'all of it, in the form of its CloudFront Function (a query) and in that of its bucket (`name/format=…,width=…`, `name/original`)',
  missing: '`format=svg` is dropped: SVG is not written here',
  notes: [
    'Two sides mean `fit=cover`; pictures are enlarged. What it does not understand is dropped; `IMG_UNKNOWN_OPTIONS=refuse` refuses it.',
    'Without any parameter the original is passed on. `format=auto` is `f=auto`, by the client’s Accept.',
  ],
  options: words.about,
};
