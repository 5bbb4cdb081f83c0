// URLs of other image servers: which of their dialects are read, where, and what their sources mean.
import * as v from 'valibot';
import { readPresets } from '../../dialect/imgproxy/options.ts';
import { readImgproxyKeys } from '../../dialect/imgproxy/signature.ts';
import { readMounts } from '../../dialect/mount.ts';
import type { SourceRow } from '../../dialect/source-map.ts';
import { readSigner, type ThumborSigning } from '../../dialect/thumbor/signature.ts';
import { unknownRules } from '../../dialect/tools.ts';
import { usualMounts } from '../../dialect/usual-mounts.ts';
import { isName } from '../../image/name.ts';
import { integer, setting } from './kinds.ts';

const names = Object.keys(usualMounts)
  .map((name) => `\`${name}\``)
  .join(', ');

const mounts = v.pipe(
  v.string(),
  v.transform(readMounts),
  v.custom((list) => list !== undefined),
  v.transform((list) => list ?? []),
);

const sourceMap = v.pipe(
  v.string(),
  v.transform((list) => list.split(/\s+/).filter((item) => item !== '')),
  v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9+.-]*:\/\/\S*=[^=]*$/i))),
  v.transform((rows) => rows.map(readRow)),
);

// A URL may have an equals sign, a name prefix here not.
function readRow(row: string): SourceRow {
  const at = row.lastIndexOf('=');
  return { url: row.slice(0, at), names: row.slice(at + 1) };
}

const imgproxyKeys = v.pipe(
  v.string(),
  v.transform(readImgproxyKeys),
  v.custom((keys) => keys !== undefined),
  v.transform((keys) => keys ?? []),
);

const presets = v.pipe(
  v.string(),
  v.transform(readPresets),
  v.custom((map) => map !== undefined),
  v.transform((map) => map ?? new Map<string, readonly string[]>()),
);

const imageName = v.pipe(
  v.string(),
  v.check((name) => name === '' || isName(name)),
  v.transform((name) => (name === '' ? undefined : name)),
);

const sha1: Pick<ThumborSigning, 'hash' | 'length'> = { hash: 'sha1', length: undefined };

const onOrOff = v.picklist(['on', 'off']);

export const dialectSettings = {
  dialects: setting(
    'IMG_DIALECTS',
    '',
    `dialects of other image servers that are read, with commas between them: ${names}; each at its usual path, or where \`name=/path\`, \`name=//host\` or \`name=//host/path\` says`,
    `a comma list of ${names}, each as it is or with \`=/path\`, \`=//host\` or \`=//host/path\``,
    mounts,
  ),
  sourceMap: setting(
    'IMG_SOURCE_MAP',
    'local:///=',
    'which sources in their URLs are stored images: `s3://bucket=photos https://images.example.com=` makes `s3://bucket/a.jpg` the image `photos/a.jpg`, and `https://images.example.com/a.jpg` the image `a.jpg`; or an object in the configuration file',
    '`URL prefix=prefix of names` with spaces between them',
    sourceMap,
  ),
  unknownOptions: setting(
    'IMG_UNKNOWN_OPTIONS',
    'dialect',
    'what becomes of options in them that nobody knows: as each `dialect` has the habit, always `refuse`, or always `ignore`',
    '`dialect`, `refuse` or `ignore`',
    v.picklist(unknownRules),
  ),
  explain: setting(
    'IMG_EXPLAIN',
    'off',
    'whether a refused URL in one of them is answered with which part of it is wrong and what was expected (`on`), or with a code only (`off`)',
    '`on` or `off`',
    onOrOff,
  ),
  imgproxyKeys: setting(
    'IMG_IMGPROXY_KEYS',
    '',
    'keys and salts of signed imgproxy URLs, `hexkey:hexsalt,…`: all verify; with one of them, no other imgproxy URL is answered',
    '`hexkey:hexsalt,…`',
    imgproxyKeys,
  ),
  imgproxySignatureBytes: setting(
    'IMG_IMGPROXY_SIGNATURE_BYTES',
    '32',
    'bytes that signatures of imgproxy URLs are cut to',
    'an integer from 1 to 32',
    integer(1, 32),
  ),
  imgproxyPresets: setting(
    'IMG_IMGPROXY_PRESETS',
    '',
    'presets of imgproxy URLs: `name=option/option` with spaces or commas between them; the one called `default` is applied to all',
    '`name=option/option` with spaces or commas between them',
    presets,
  ),
  imgproxyOnlyPresets: setting(
    'IMG_IMGPROXY_ONLY_PRESETS',
    'off',
    'whether imgproxy URLs may name presets and nothing else',
    '`on` or `off`',
    onOrOff,
  ),
  imgproxyWatermark: setting(
    'IMG_IMGPROXY_WATERMARK',
    '',
    'name of the stored image that `watermark` of imgproxy URLs lays over the picture; without one it does nothing',
    'the name of an image',
    imageName,
  ),
  imgproxyFormat: setting(
    'IMG_IMGPROXY_FORMAT',
    'source',
    "format of imgproxy URLs that name none: the original's own (`source`), or the best that the client accepts (`auto`)",
    '`source` or `auto`',
    v.picklist(['source', 'auto']),
  ),
  thumborKeys: setting(
    'IMG_THUMBOR_KEYS',
    '',
    'keys of signed thumbor URLs, with commas between them: all verify; unsafe URLs count as unsigned',
    'keys of at least 8 characters with commas between them',
    v.pipe(
      v.string(),
      v.transform((list) => (list === '' ? [] : list.split(','))),
      v.array(v.pipe(v.string(), v.minLength(8))),
    ),
  ),
  thumborSigner: setting(
    'IMG_THUMBOR_SIGNER',
    'sha1',
    'hash of their signatures, `sha1` as in thumbor; as in imagor `sha256` or `sha512`, cut to so many characters by `:40`',
    '`sha1`, `sha256` or `sha512`, with `:length` behind it if they are cut',
    v.pipe(
      v.string(),
      v.transform(readSigner),
      v.custom((signer) => signer !== undefined),
      v.transform((signer) => signer ?? sha1),
    ),
  ),
  awsSecret: setting(
    'IMG_AWS_SECRET',
    '',
    'secret of signed URLs of the AWS handler; with it, no other URL in its dialect is answered',
    'at least 8 characters',
    v.pipe(
      v.string(),
      v.check((secret) => secret === '' || secret.length >= 8),
      v.transform((secret) => (secret === '' ? undefined : secret)),
    ),
  ),
} as const;
