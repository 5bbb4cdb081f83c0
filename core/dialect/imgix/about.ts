// The dialect of imgix for the reference.
import type { DialectAbout } from '../about.ts';
import { missing, words } from './words.ts';

export const aboutImgix: DialectAbout = {
  name: 'imgix',
  title: 'imgix',
  supported:
    'the core: sizes in pixels and as shares, `fit`, `crop`, `ar`, `rect`, `auto=format`, formats, colours, `fm=json`, `palette=json`, `dl`, `expires`, base64 variants, signatures',
  missing:
    '`fit=clamp` and `facearea`, overlays (`mark`, `txt`, `blend`), generated content, jp2, jxr, jxl and mp4: no module here does it',
  notes: [
    '`path?parameter=value`; an image elsewhere is its URL, escaped as a whole. Mount it on a host (`imgix=//pictures.example.com`), as clients ask one.',
    'With IMG_IMGIX_TOKENS every URL has to end in `s`, the MD5 of token, path and query. A mount’s path is not signed, as a host has none.',
    '`fit=clip` without the word, which enlarges. `fit=min` makes the box smaller until the picture fills it. Up to 1, `w` and `h` are shares.',
    '`blur` is an eighth in pixels; `sharp` a tenth; `sat`, `bri`, `con` and `gam` are percentages. `auto` takes `format`; its other words change nothing.',
    'Unknown parameters are ignored, as there. What would be seen and is not to be had is refused with 422; `IMG_UNKNOWN_OPTIONS=ignore` lets it pass.',
  ],
  options: [
    { names: ['w', 'h', 'max-w', 'max-h'], becomes: '`width` and `height`, or `width-share` and `height-share`' },
    { names: ['fit'], becomes: '`fit`, `enlarge` and `bound-box`' },
    { names: ['ar'], becomes: 'the other side of the box, or `crop`; with `fit=crop` only' },
    { names: ['crop', 'fp-x', 'fp-y'], becomes: '`gravity`; `edges` is attention' },
    { names: ['rect'], becomes: '`crop`; words for where with shares only' },
    { names: ['auto', 'fm'], becomes: '`format`' },
    ...words.about,
    { names: ['pad', 'pad-top', 'pad-right', 'pad-bottom', 'pad-left'], becomes: '`pad`' },
    { names: ['border'], becomes: '`border` and `border.color`' },
    { names: ['trim'], becomes: '`trim=border`' },
    { names: ['palette'], becomes: '`format=palette`, in the words of imgix (`json` only)' },
    { names: ['dl'], becomes: 'a download of this name' },
    { names: ['expires'], becomes: 'seconds since 1970, from which on it is 404' },
    { names: ['fp-z'], why: 'there is no zooming in here' },
    ...[...missing].map(([name, why]) => ({ names: [name], why })),
  ],
};
