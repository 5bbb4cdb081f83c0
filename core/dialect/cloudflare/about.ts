// The dialect of Cloudflare Images for the reference.
import type { DialectAbout } from '../about.ts';
import { words } from './options.ts';

export const aboutCloudflare: DialectAbout = {
  name: 'cloudflare',
  title: 'Cloudflare Images',
  supported:
    'every option of URLs, in long and short form, with `onerror=redirect`, `format=json`, all forms of `trim`, `border` and `gravity`',
  missing:
    'zooming in on faces, `format=svg`; `segment=foreground` and `upscale=generate` with other engines than Cloudflare’s own',
  notes: [
    '`option=value,option=value/source`. Commas and equals signs may be escaped. The source is a path of the site, or a URL; its query is no part of a name.',
    'Sizes, order and defaults are those of our own options, which Cloudflare’s were the model of. The copyright is kept unless `metadata` says otherwise.',
    'Without `quality` it is this server’s default, and without `format` the original’s own.',
    '`width=auto` and `slow-connection-quality` want client hints, which are not asked for: the first is the picture’s own width, the second nothing.',
    'An unknown option is refused with 400 (Cloudflare: error 9401), as a problem document.',
  ],
  options: [
    ...words.about,
    { names: ['format', 'f'], becomes: '`format`; `jpeg` is progressive, `baseline-jpeg` is not' },
    { names: ['trim'], becomes: '`trim`' },
    { names: ['trim.left', 'trim.top', 'trim.right', 'trim.bottom'], becomes: '`trim`' },
    { names: ['trim.width', 'trim.height'], becomes: '`crop`, with `trim.left` and `trim.top`' },
    { names: ['border.width', 'border.top', 'border.right', 'border.bottom', 'border.left'], becomes: '`border`' },
    { names: ['onerror'], becomes: 'a redirect to the original where rendering fails' },
    { names: ['slow-connection-quality', 'scq', 'compression'], becomes: 'nothing: read, and without effect' },
    { names: ['zoom', 'face-zoom'], why: 'above 0 beside `gravity=face`: faces are framed in one way only' },
    { names: ['format=svg'], why: 'SVG is not written here' },
  ],
};
