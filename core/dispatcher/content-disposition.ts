// The name under which a browser would save the answer (RFC 6266, RFC 8187).
import type { Download } from '../dialect/asked.ts';
import { type Ext, formats, type OutputExt } from '../image/format.ts';

const knownEnding = new RegExp(`\\.(?:${[...Object.keys(formats), 'jpeg', 'tif'].join('|')})$`, 'i');

/** The last segment of the image's name, or the stem that was asked for, ending as the answer's format does. */
export function contentDisposition(name: string, ext: Ext | OutputExt, download: Download = {}): string {
  const { stem = name.slice(name.lastIndexOf('/') + 1).replace(knownEnding, ''), attachment = false } = download;
  const fileName = `${stem}.${ext}`;
  const plain = fileName.replace(/[^\w.\- ]/g, '_');
  // A drawing is a document that could act as one of ours: it is saved, never shown (threats.md, T-37).
  const how = ext === 'svg' || attachment ? 'attachment' : 'inline';
  return plain === fileName
    ? `${how}; filename="${plain}"`
    : `${how}; filename="${plain}"; filename*=UTF-8''${extendedValue(fileName)}`;
}

// RFC 8187 attr-char is narrower than what encodeURIComponent leaves alone.
function extendedValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
