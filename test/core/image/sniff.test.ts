import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extOfMediaType } from '../../../core/image/ext-of-media-type.ts';
import { type Ext, originalFormats } from '../../../core/image/format.ts';
import { sniff } from '../../../core/image/sniff.ts';
import { imagesOrSkip } from '../../support/images.ts';

// One character is one byte.
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const fileType = (brands: readonly string[], size = 8 + 4 * (brands.length + 1)) =>
  `\0\0\0${String.fromCharCode(size)}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`;

const known: readonly (readonly [Ext, string, string])[] = [
  ['jpg', 'JFIF', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['png', 'PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ['gif', 'GIF87a', 'GIF87a\x01\0'],
  ['gif', 'GIF89a', 'GIF89a\x01\0'],
  ['webp', 'WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['avif', 'major brand avif', fileType(['avif', 'mif1', 'miaf'])],
  ['avif', 'an image sequence', fileType(['avis', 'msf1', 'miaf'])],
  ['avif', 'avif among the compatible brands', fileType(['mif1', 'mif1', 'miaf', 'avif'])],
  ['tiff', 'little endian', 'II*\0\x08\0\0\0'],
  ['tiff', 'big endian', 'MM\0*\0\0\0\x08'],
  ['tiff', 'BigTIFF', 'II+\0\x08\0\0\0'],
  ['svg', 'bare', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  [
    'svg',
    'byte order mark, prolog, comment, document type',
    '\xef\xbb\xbf \n<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg>\n<svg>',
  ],
  ['svg', 'a namespace prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg">'],
];

const unknown: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['two bytes of a JPEG', '\xff\xd8'],
  ['a PNG that went through a text filter', '\x89PNG\n\x1a\n'],
  ['RIFF that is WAVE', 'RIFF\x10\0\0\0WAVEfmt '],
  ['HEIC', fileType(['heic', 'mif1', 'heic'])],
  ['MP4', fileType(['isom', 'iso2', 'mp41'])],
  ['avif as the minor version only', '\0\0\0\x14ftypmif1avifmiaf'],
  ['avif behind the end of the box', fileType(['mif1', 'miaf', 'avif'], 16)],
  ['HTML', '<!DOCTYPE html><html><svg>'],
  ['HTML with an SVG comment', '<!-- <svg> --><html>'],
  ['an element whose name begins like svg', '<svgfoo>'],
  ['a comment that does not end', '<!-- <svg>'],
  ['PDF', '%PDF-1.7'],
];

describe('the first bytes', () => {
  it.each(known)('tell %s: %s', (ext, _, text) => {
    expect(sniff(bytes(text))).toBe(ext);
  });

  it('tell the same where they lie in the middle of a larger buffer', () => {
    const wide = bytes(`xxx${fileType(['avif', 'mif1'])}`);
    expect(sniff(wide.subarray(3))).toBe('avif');
  });

  it.each(unknown)('tell nothing: %s', (_, text) => {
    expect(sniff(bytes(text))).toBeUndefined();
  });

  it('never make it throw', () => {
    const starts = fc.constantFrom('', '\0\0\0\xffftyp', '<?', '<!--', 'RIFF', '\xef\xbb\xbf<');
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 64 }), (start, rest) => {
        const ext = sniff(Uint8Array.of(...bytes(start), ...rest));
        expect(ext === undefined || ext in originalFormats).toBe(true);
      }),
    );
  });
});

const folder = imagesOrSkip(4, 'formats of real files');

describe.skipIf(folder === undefined)('64 bytes of real files', () => {
  // PngSuite's files with a broken signature.
  const broken = /^x(cr|lf|s\d)n0g0\d\.png$/;
  const aliases: Readonly<Record<string, string>> = { jpeg: 'jpg', tif: 'tiff' };

  it.each(['photos', 'exif', 'pngsuite', 'sharp'])('tell the format of each in %s', async (name) => {
    const files = readdirSync(join(folder ?? '', name));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const end = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
      const ext = aliases[end] ?? end;
      const expected = ext in originalFormats && !broken.test(file) ? ext : undefined;
      expect(sniff(await headOf(join(folder ?? '', name, file))), file).toBe(expected);
    }
  });
});

async function headOf(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(new Uint8Array(64));
  return buffer.subarray(0, bytesRead);
}

describe('a declared media type', () => {
  it('is found for every format', () => {
    for (const [ext, { mediaType }] of Object.entries(originalFormats)) expect(extOfMediaType(mediaType)).toBe(ext);
    expect(extOfMediaType('application/json')).toBeUndefined();
  });

  it.each([
    ['IMAGE/JPEG', 'jpg'],
    [' image/webp ; q=1', 'webp'],
    ['image/jpg', 'jpg'],
    ['application/octet-stream', undefined],
    ['image/heic', undefined],
    ['', undefined],
  ])('%j means %s', (mediaType, ext) => {
    expect(extOfMediaType(mediaType)).toBe(ext);
  });
});
