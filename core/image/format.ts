// The one table from file extension to media type and to what a format can hold.

/** Formats the house knows. The extension is the format's name everywhere: metadata, recipes, logs. */
export type Ext = 'jpg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff' | 'svg';

/** Formats of pictures that an engine may be asked to write. */
export type PictureExt = 'jpg' | 'png' | 'webp' | 'gif' | 'avif';

/** Short texts about a picture that are made like results: of the first frame, behind all modules. */
export type TextExt = 'json' | 'blurhash' | 'thumbhash' | 'palette';

export type OutputExt = PictureExt | TextExt;

export interface Format {
  readonly mediaType: string;
  /** Whether a pixel can be transparent. */
  readonly alpha: boolean;
  /** Whether we read and write more than one frame of it. AVIF sequences are refused. */
  readonly animation: boolean;
  /** Whether it holds a colour profile, EXIF and XMP. */
  readonly metadata: boolean;
  /** Longest side the container can express, in pixels; 0 where it cannot be written. */
  readonly maxSide: number;
}

/** What an original may be. */
export const originalFormats: Readonly<Record<Ext, Format>> = {
  jpg: { mediaType: 'image/jpeg', alpha: false, animation: false, metadata: true, maxSide: 65_535 },
  png: { mediaType: 'image/png', alpha: true, animation: false, metadata: true, maxSide: 2_147_483_647 },
  webp: { mediaType: 'image/webp', alpha: true, animation: true, metadata: true, maxSide: 16_383 },
  gif: { mediaType: 'image/gif', alpha: true, animation: true, metadata: false, maxSide: 65_535 },
  avif: { mediaType: 'image/avif', alpha: true, animation: false, metadata: true, maxSide: 16_384 },
  tiff: { mediaType: 'image/tiff', alpha: true, animation: false, metadata: true, maxSide: 0 },
  svg: { mediaType: 'image/svg+xml', alpha: true, animation: false, metadata: true, maxSide: 0 },
};

// No container bounds what a text is about.
const text = { animation: false, metadata: false, maxSide: 2_147_483_647 } as const;

export const formats: Readonly<Record<Ext | OutputExt, Format>> = {
  ...originalFormats,
  json: { mediaType: 'application/json', alpha: true, ...text },
  blurhash: { mediaType: 'text/plain; charset=utf-8', alpha: false, ...text },
  thumbhash: { mediaType: 'text/plain; charset=utf-8', alpha: true, ...text },
  palette: { mediaType: 'application/json', alpha: true, ...text },
};

function isOutputExt(ext: Ext): ext is PictureExt {
  return formats[ext].maxSide > 0;
}

/** The format a picture is written in when nobody asks for one: its own, or the commonest that holds what it has. */
export function writableExt({ ext, alpha }: { readonly ext: Ext; readonly alpha: boolean }): PictureExt {
  if (isOutputExt(ext)) return ext;
  return alpha ? 'png' : 'jpg';
}
