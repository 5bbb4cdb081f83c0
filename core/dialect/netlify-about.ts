// The dialect of Netlify for the reference.
import type { DialectAbout } from './about.ts';
import { words } from './netlify.ts';

export const aboutNetlify: DialectAbout = {
  name: 'netlify',
  title: 'Netlify Image CDN',
  supported: 'all of it; without `fm` the format is `f=auto`',
  missing: '`remote_images`: `IMG_SOURCES` and `IMG_SOURCE_MAP` say which sources there are',
  notes: [
    '`?url=…&w=…&h=…&fit=…`. Two sides mean `fit=contain`, and the box is made smaller until the picture fills it, as by the IPX that Netlify runs.',
    'Bad parameters are 404, as there; unknown ones are ignored. Without `q` the quality is this server’s default.',
  ],
  options: [
    { names: ['url'], becomes: 'the source: a path, or a URL' },
    ...words.about,
    { names: ['fit'], becomes: '`fit` and `bound-box`' },
  ],
};
