// EXIF: reads who made a picture and how, and says it in the form in which libvips writes it. What is not named here
// stays behind: places, serial numbers, the maker's notes, thumbnails.
import readExifBlock, { type Exif } from 'exif-reader';
import { type Credits, clean } from './credits.ts';

/** Of the camera and the shot, by image file directory as sharp calls it; texts as EXIF spells values. */
export interface Shot {
  readonly IFD0: Readonly<Record<string, string>>;
  readonly IFD2: Readonly<Record<string, string>>;
}

export interface ExifFacts {
  readonly credits: Credits;
  readonly shot: Shot;
}

const none: ExifFacts = { credits: {}, shot: { IFD0: {}, IFD2: {} } };

export function readExif(block: Buffer | undefined): ExifFacts {
  const exif = parsed(block);
  if (exif === undefined) return none;
  // A directory that cannot be read is null.
  const Image: Tags = exif.Image ?? {};
  const Photo: Tags = exif.Photo ?? {};
  const [copyright, artist, description] = ['Copyright', 'Artist', 'ImageDescription'].map((name) =>
    clean(Image[name]),
  );
  const credits = {
    ...(copyright && { copyright }),
    ...(artist && { creators: [artist] }),
    ...(description && { description }),
  };
  const camera = { ...texts(Image, ['Make', 'Model', 'Software']), ...dates(Image, ['DateTime']) };
  const numbers = fractions(Photo, ['ExposureTime', 'FNumber', 'FocalLength', 'ExposureBiasValue']);
  const lens = texts(Photo, ['LensMake', 'LensModel']);
  const times = dates(Photo, ['DateTimeOriginal', 'DateTimeDigitized']);
  const speed = Number.isInteger(Photo.ISOSpeedRatings) ? { ISOSpeedRatings: String(Photo.ISOSpeedRatings) } : {};
  return { credits, shot: { IFD0: camera, IFD2: { ...numbers, ...lens, ...times, ...speed } } };
}

/** Texts are ASCII in EXIF: libvips writes others as close as it can, and XMP has them as they are. */
export function creditsAsExif({ copyright, creators, description }: Credits): Record<string, string> {
  return {
    ...(copyright && { Copyright: copyright }),
    ...(creators && { Artist: creators.join('; ') }),
    ...(description && { ImageDescription: description }),
  };
}

function parsed(block: Buffer | undefined): Exif | undefined {
  try {
    return block && readExifBlock(block);
  } catch {
    // Damaged: the pixels are not, and nobody is credited.
    return undefined;
  }
}

type Tags = Readonly<Record<string, unknown>>;

function texts(tags: Tags, names: readonly string[]): Record<string, string> {
  return chosen(names, (name) => clean(tags[name]));
}

function fractions(tags: Tags, names: readonly string[]): Record<string, string> {
  const isSmall = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 100_000;
  return chosen(names, (name) => {
    const value = tags[name];
    return isSmall(value) ? `${Math.round(value * 10_000)}/10000` : undefined;
  });
}

// Read as if they were in UTC, since EXIF does not say where; and written so again.
function dates(tags: Tags, names: readonly string[]): Record<string, string> {
  return chosen(names, (name) => {
    const value = tags[name];
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined;
    return value.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  });
}

function chosen(names: readonly string[], of: (name: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (of(name) === undefined ? [] : [[name, of(name) as string]])));
}
