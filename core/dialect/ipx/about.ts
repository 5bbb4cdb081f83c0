// The dialect of IPX for the reference.
import type { DialectAbout } from '../about.ts';
import { words } from './words.ts';

export const aboutIpx: DialectAbout = {
  name: 'ipx',
  title: 'IPX, Nuxt Image',
  supported: 'every modifier of version 3, both separators, `f_auto`, its fits and its box that the picture bounds',
  missing:
    '`threshold` and what version 4 added (`opacity`, `clahe`, `dilate`, `erode`, `linear`, `unflatten`), tiff, heif and jxl, `extend` by copying: no module here does it',
  notes: [
    '`modifier_value,modifier_value/source` or with `&`; a modifier and its values are parted by `_`, `:` or `=`; `_` stands for none.',
    'Two sides mean `fit=cover`. Unless `enlarge` is there the box is made smaller, ratio and all, until the picture fills it.',
    'Where room is left (`fit_contain`, `extend`, `rotate`) it is black, or `background`, which lies under transparent pixels as well.',
    'An animation is a still picture unless `animated` is there. `crop` comes before scaling, wherever it stands.',
    '`blur` is rounded to half a sigma; `gamma` averages light while scaling, which is what is left of sharp’s.',
    'Unknown modifiers are ignored, as version 3 does; `IMG_UNKNOWN_OPTIONS=refuse` makes it version 4.',
  ],
  options: [
    ...words.about,
    { names: ['s', 'resize'], becomes: '`width` and `height`' },
    { names: ['fit', 'enlarge'], becomes: '`fit`, `enlarge` and `bound-box`' },
    { names: ['trim'], becomes: '`trim=border` with this tolerance' },
    { names: ['crop', 'extract'], becomes: '`crop`' },
    { names: ['extend'], becomes: '`pad`' },
    { names: ['flip', 'flop'], becomes: '`flip=v`, `flip=h`' },
    { names: ['modulate'], becomes: '`brightness`, `saturation` and `hue`' },
    { names: ['flatten'], becomes: '`background`, black without one' },
    { names: ['a', 'animated'], becomes: '`anim`' },
    { names: ['autoorient'], becomes: 'nothing: pictures are always turned upright' },
    {
      names: ['threshold', 'opacity', 'clahe', 'dilate', 'erode', 'linear', 'unflatten'],
      why: 'no module here does it',
    },
  ],
};
