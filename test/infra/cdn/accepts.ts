// Accept as it is sent, and as it could be: browsers, mail programs, readers of feeds, crawlers, and the awkward.
import fc from 'fast-check';

export const accepts: readonly string[] = [
  'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'image/avif,image/webp,*/*',
  'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'image/webp,image/apng,image/*,*/*;q=0.8',
  'image/webp,*/*',
  'image/webp',
  'image/avif',
  'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
  '*/*',
  'image/*',
  'image/*,*/*;q=0.8',
  'image/jpeg, image/gif, image/pjpeg, application/x-ms-application, */*',
  'image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, */*',
  'image/avif;q=0,image/webp,*/*',
  'image/avif;q=0.0 , image/webp;q=0.9',
  'image/webp;q=0',
  'image/webp; q=0.000, image/avif',
  'image/avif;q=0.001,*/*',
  'IMAGE/AVIF, IMAGE/WEBP',
  ' image/webp , image/avif ',
  'image/webp;v=1;q=0,*/*',
  'image/webp;v=1,*/*',
  'image/avif-sequence,image/webpx,*/*',
  'application/image/avif,*/*',
  'image/avif,image/avif;q=0',
];

const elements = [
  'image/avif',
  'image/webp',
  '*/*',
  'image/jxl',
  'IMAGE/Avif',
  'image/webp;q=0',
  'image/avif; q=0.5',
  '',
];

/** One of those, or a list that nobody sends. */
export const anyAccept = fc.oneof(
  fc.constantFrom(...accepts),
  fc.array(fc.constantFrom(...elements), { maxLength: 6 }).map((list) => list.join(', ')),
);
