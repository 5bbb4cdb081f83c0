// The dialect of wsrv.nl for the reference.
import type { DialectAbout } from '../about.ts';
import { missing, words } from './words.ts';

export const aboutWsrv: DialectAbout = {
  name: 'wsrv',
  title: 'wsrv.nl (weserv images)',
  supported:
    'sizes, fits, `we`, alignment and focal points, crop, `trim`, `mask` (circle, ellipse), filters, `output`, pages of animations',
  missing: '`default`, `errorredirect`, `encoding=base64`, other masks, tiff: nothing here does it',
  notes: [
    '`?url=…`: a URL (a host without a scheme is one), or `/name` for a stored image. Mount it on the host its clients ask, `wsrv=//wsrv.example.com`.',
    'Pictures are enlarged unless `we` is there. An animation is a still picture unless `n` says otherwise.',
    '`con` is a percentage; `blur` is rounded to half a sigma; `flat` and `jagged` of `sharp` are refused. Unknown parameters are ignored.',
  ],
  options: [
    { names: ['url'], becomes: 'the source' },
    ...words.about,
    { names: ['fit', 'we'], becomes: '`fit` and `enlarge`' },
    { names: ['a', 'fpx', 'fpy'], becomes: '`gravity`' },
    { names: ['cx', 'cy', 'cw', 'ch'], becomes: '`crop`, before anything is scaled' },
    { names: ['flip', 'flop'], becomes: '`flip=v`, `flip=h`' },
    { names: ['filt', 'start', 'stop'], becomes: '`grayscale`, `sepia`, `duotone` or `negate`' },
    { names: ['mod'], becomes: '`brightness`, `saturation` and `hue`' },
    { names: ['trim'], becomes: '`trim=border` with this tolerance' },
    { names: ['n', 'page'], becomes: '`frames` and `frame`' },
    { names: ['filename'], becomes: 'the name under which it is saved' },
    { names: ['maxage', 'af', 'precrop'], becomes: 'nothing: read, and without effect' },
    ...[...missing].map(([name, why]) => ({ names: [name], why })),
  ],
};
