// From a declared media type to the house's name of the format.
import { type Ext, originalFormats } from './format.ts';

// What senders write although it was never registered.
const unregistered: Readonly<Record<string, Ext>> = {
  'image/jpg': 'jpg',
  'image/pjpeg': 'jpg',
  'image/x-png': 'png',
  'image/tif': 'tiff',
};

const byMediaType = new Map<string, Ext>([
  ...Object.entries(originalFormats).map(([ext, { mediaType }]) => [mediaType, ext as Ext] as const),
  ...Object.entries(unregistered),
]);

/** Reads the value of a Content-Type header; parameters and case mean nothing. Undefined for a type we don't know. */
export function extOfMediaType(mediaType: string): Ext | undefined {
  const semicolon = mediaType.indexOf(';');
  const bare = semicolon === -1 ? mediaType : mediaType.slice(0, semicolon);
  return byMediaType.get(bare.trim().toLowerCase());
}
