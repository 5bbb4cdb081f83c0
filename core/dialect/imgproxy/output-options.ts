// imgproxy options about what is written, and about the answer.
import type { Ext, PictureExt } from '../../image/format.ts';
import { readBase64Text } from '../base64.ts';
import { notSupported, refused } from '../refused.ts';
import { flagOf, formatOf, integerOf, isUnwritten } from './arguments.ts';
import type { ImgproxyOption } from './draft.ts';

const secured = (names: readonly string[]): ImgproxyOption => ({
  names,
  why: 'limits are the server’s: IMG_LIMIT_…; answered as by an imgproxy without ALLOW_SECURITY_OPTIONS (403)',
  most: 1,
  read(_args, _draft, segment) {
    throw refused(segment, 'no security options', 'forbidden');
  },
});

export const outputOptions: readonly ImgproxyOption[] = [
  {
    names: ['format', 'f', 'ext'],
    becomes: 'format: jpeg, jpg, png, webp, gif, avif; jxl, heic, bmp, ico, tiff, svg are refused (422)',
    most: 1,
    read: ([format = ''], _draft, segment) => ({ format: formatOf(format, segment) }),
  },
  {
    names: ['quality', 'q'],
    becomes: 'quality; 0 is the default',
    most: 1,
    read: ([text = ''], _draft, segment) => ({ quality: qualityOf(text, segment) }),
  },
  {
    names: ['format_quality', 'fq'],
    becomes: 'quality beside a format in the URL; jpg.quality, webp.quality, avif.quality without one',
    most: 64,
    read(args, { formatQuality }, segment) {
      if (args.length % 2 !== 0) throw refused(segment, 'pairs of format and quality');
      const pairs = args.flatMap((format, at): [PictureExt, number][] => {
        if (at % 2 === 1 || isUnwritten(format)) return [];
        return [[formatOf(format, segment), qualityOf(args[at + 1] ?? '', segment)]];
      });
      return { formatQuality: { ...formatQuality, ...Object.fromEntries(pairs) } };
    },
  },
  {
    names: ['max_bytes', 'mb'],
    becomes: 'max-bytes',
    most: 1,
    read: ([text = ''], _draft, segment) => ({ maxBytes: integerOf(text, segment) }),
  },
  {
    names: ['strip_metadata', 'sm'],
    becomes: 'metadata=keep where false; what is stripped otherwise is the server’s default (all)',
    most: 1,
    read: ([on = '']) => ({ strip: flagOf(on) }),
  },
  {
    names: ['keep_copyright', 'kcr'],
    becomes: 'metadata=copyright where true',
    most: 1,
    read: ([on = '']) => ({ keepCopyright: flagOf(on) }),
  },
  {
    names: ['strip_color_profile', 'scp'],
    becomes: 'icc=p3 where false',
    most: 1,
    read: ([on = '']) => ({ stripProfile: flagOf(on) }),
  },
  {
    names: ['preserve_hdr', 'ph'],
    why: 'results have 8 bits a channel; false changes nothing',
    most: 1,
    read([on = ''], _draft, segment) {
      if (flagOf(on)) throw notSupported(segment, 'This server writes 8 bits a channel.');
      return {};
    },
  },
  {
    names: ['enforce_thumbnail', 'eth'],
    why: 'thumbnails inside of files are never read; false changes nothing',
    most: 1,
    read([on = ''], _draft, segment) {
      if (flagOf(on)) throw notSupported(segment, 'This server reads no thumbnails inside of files.');
      return {};
    },
  },
  {
    names: ['skip_processing', 'skp'],
    becomes: 'the stored bytes, of originals in these formats where no other is asked for',
    most: 64,
    read(args, { skip = [] }, segment) {
      const known = args.filter((format) => !isUnwritten(format)).map((format): Ext => formatOf(format, segment));
      return { skip: [...skip, ...known] };
    },
  },
  { names: ['raw'], becomes: 'the stored bytes', most: 1, read: ([on = '']) => ({ raw: flagOf(on) }) },
  { names: ['cachebuster', 'cb'], becomes: 'nothing: no part of a result', most: 64, read: () => ({}) },
  {
    names: ['expires', 'exp'],
    becomes: 'the end of the URL, in unix seconds (404 from then on)',
    most: 1,
    read: ([text = ''], _draft, segment) => ({ expires: integerOf(text, segment) }),
  },
  {
    names: ['filename', 'fn'],
    becomes: 'the name in Content-Disposition',
    most: 2,
    read([name = '', encoded = ''], _draft, segment) {
      const text = flagOf(encoded) ? readBase64Text(name) : name;
      if (text === undefined) throw refused(segment, 'base64 of a file name');
      return { fileName: text };
    },
  },
  {
    names: ['return_attachment', 'att'],
    becomes: 'Content-Disposition: attachment',
    most: 1,
    read: ([on = '']) => ({ attachment: flagOf(on) }),
  },
  secured(['max_src_resolution', 'msr']),
  secured(['max_src_file_size', 'msfs']),
  secured(['max_animation_frames', 'maf']),
  secured(['max_animation_frame_resolution', 'mafr']),
  secured(['max_result_dimension', 'mrd']),
];

function qualityOf(text: string, segment: string): number {
  const value = integerOf(text, segment);
  if (value > 100) throw refused(segment, 'a quality from 0 to 100');
  return value;
}
