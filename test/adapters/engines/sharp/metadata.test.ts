// What of a source's metadata comes out with the result, and that nothing else does.
import { join } from 'node:path';
import readExif from 'exif-reader';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readIptc } from '../../../../adapters/engines/sharp/metadata/iptc.ts';
import { readXmp, writeXmp } from '../../../../adapters/engines/sharp/metadata/xmp.ts';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type EncodeOp, type Ext, type PixelOp } from '../../../../core/index.ts';
import { imagesOrSkip } from '../../../support/images.ts';
import { drawAnimation, drawPixels, sourceOf } from '../../../support/pictures.ts';

const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'gif', 'avif'] });
const folder = imagesOrSkip(1, 'metadata of real files');

const xmp = (inner: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Agentur &amp; Söhne" exif:GPSLatitude="52,31.2N">${inner}</rdf:Description></rdf:RDF></x:xmpmeta>`;

const full = xmp(
  '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Jürgen</rdf:li><rdf:li xml:lang="en">other</rdf:li></rdf:Alt></dc:rights>' +
    '<dc:creator><rdf:Seq><rdf:li>Jürgen</rdf:li><rdf:li>Ana &lt;b&gt;</rdf:li></rdf:Seq></dc:creator>' +
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Lake</rdf:li></rdf:Alt></dc:title>' +
    '<xmpRights:WebStatement>https://example.org/licence</xmpRights:WebStatement>',
);

const placed = {
  IFD0: { Copyright: 'Jane Doe 2024', Artist: 'Jane Doe', Make: 'Acme', Model: 'One', ImageDescription: 'At home' },
  IFD2: {
    ExposureTime: '1/125',
    FNumber: '28/10',
    ISOSpeedRatings: '200',
    DateTimeOriginal: '2024:01:02 03:04:05',
    BodySerialNumber: 'S-12345',
  },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 1200/100', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
};

const drawn = (): Sharp =>
  sharp(drawPixels({ width: 40, height: 30 }), { raw: { width: 40, height: 30, channels: 3 } });
const turned = (image: Sharp) => image.withMetadata({ orientation: 6 });

async function rendered(ext: Ext, bytes: Uint8Array, encode: Partial<EncodeOp>, ops: readonly PixelOp[] = []) {
  const task = {
    source: sourceOf(ext, bytes),
    frames: 'all',
    ops,
    encode: { op: 'encode', ext: 'jpg', ...encode },
  } as const;
  const result = await engine.render(task);
  const found = await sharp(result.bytes).metadata();
  return {
    bytes: result.bytes,
    found,
    exif: found.exif && readExif(found.exif),
    text: Buffer.from(result.bytes).toString('latin1'),
  };
}

describe('metadata', () => {
  it.each(['jpg', 'png', 'webp', 'avif'] as const)('keeps who made it, and nothing else, in %s', async (ext) => {
    const bytes = await turned(drawn().withExif(placed).withXmp(full)).withExif(placed).jpeg().toBuffer();
    expect(bytes.toString('latin1')).toContain('S-12345');
    const { exif, found, text } = await rendered('jpg', bytes, { ext, metadata: 'copyright' }, [
      { op: 'orient', orientation: 6 },
    ]);
    expect(exif?.Image).toMatchObject({ Copyright: '(C) Jurgen', Artist: 'Jurgen; Ana <b>' });
    expect([exif?.Image?.Make, exif?.Image?.ImageDescription, exif?.Photo?.ExposureTime, exif?.GPSInfo]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(found.orientation ?? 1).toBe(1);
    expect(found).toMatchObject({ width: 30, height: 40 });
    expect(readXmp(found.xmpAsString)).toEqual({
      copyright: '© Jürgen',
      creators: ['Jürgen', 'Ana <b>'],
      credit: 'Agentur & Söhne',
      statement: 'https://example.org/licence',
    });
    expect(text).not.toMatch(/S-12345|GPS|Lake|At home/);
  });

  it('keeps the shot as well where that is asked for, but no place and no serial number', async () => {
    const bytes = await drawn().withExif(placed).jpeg().toBuffer();
    const { exif, found, text } = await rendered('jpg', bytes, { metadata: 'keep' });
    expect(exif?.Image).toMatchObject({
      Copyright: 'Jane Doe 2024',
      Make: 'Acme',
      Model: 'One',
      ImageDescription: 'At home',
    });
    expect(exif?.Photo).toMatchObject({ ExposureTime: 0.008, FNumber: 2.8, ISOSpeedRatings: 200 });
    expect(exif?.Photo?.DateTimeOriginal).toEqual(new Date('2024-01-02T03:04:05Z'));
    expect(exif?.GPSInfo).toBeUndefined();
    expect(text).not.toMatch(/S-12345/);
    expect(readXmp(found.xmpAsString)).toMatchObject({ copyright: 'Jane Doe 2024', description: 'At home' });
  });

  it('carries no thumbnail, which would show what was redacted', async () => {
    const bytes = await drawn().withExif(placed).jpeg().toBuffer();
    const thumbed = withThumbnail(bytes, await drawn().resize(16, 12).jpeg().toBuffer());
    expect(readExif((await sharp(thumbed).metadata()).exif as Buffer).Thumbnail).toBeDefined();
    const areas = [{ left: 0, top: 0, width: 40, height: 30 }];
    const ops: PixelOp[][] = [[], [{ op: 'redact', areas, style: 'solid' }], [{ op: 'resize', width: 20, height: 15 }]];
    for (const list of ops) {
      const { bytes: result, exif } = await rendered('jpg', thumbed, { metadata: 'keep' }, list);
      expect(exif?.Thumbnail).toBeUndefined();
      // One start of an image, and no second one within.
      expect(Buffer.from(result).indexOf(Buffer.from([0xff, 0xd8, 0xff]), 1)).toBe(-1);
    }
  });

  it('writes nothing where there is nothing, nothing is asked for, or the format holds none', async () => {
    const bare = await drawn().jpeg().toBuffer();
    expect((await rendered('jpg', bare, { metadata: 'keep' })).found).not.toHaveProperty('exif');
    const bytes = await drawn().withExif(placed).jpeg().toBuffer();
    expect((await rendered('jpg', bytes, {})).found).not.toHaveProperty('exif');
  });

  it('goes with an animation too', async () => {
    const plain = await drawAnimation('webp', { width: 12, height: 8 }, [50, 60]);
    const bytes = await sharp(plain, { pages: -1 }).withExif(placed).webp({ lossless: true }).toBuffer();
    for (const ops of [[], [{ op: 'blur', sigma: 1 } as const]]) {
      const { exif, found } = await rendered('webp', bytes, { ext: 'webp', metadata: 'copyright' }, ops);
      expect(found.pages).toBe(2);
      expect(exif?.Image?.Copyright).toBe('Jane Doe 2024');
    }
  });

  it('is searched for a size with what goes along counted in', async () => {
    const bytes = await drawn().withExif(placed).jpeg().toBuffer();
    const { bytes: result, exif } = await rendered('jpg', bytes, { metadata: 'copyright', maxBytes: 2000 });
    expect(result.length).toBeLessThanOrEqual(2000);
    expect(exif?.Image?.Copyright).toBe('Jane Doe 2024');
  });

  it('that is damaged credits nobody and spoils nothing', async () => {
    const bytes = await drawn().withExif(placed).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">').jpeg().toBuffer();
    const at = bytes.indexOf('Exif');
    bytes.fill(0xff, at + 14, at + 40);
    const { found } = await rendered('jpg', bytes, { metadata: 'keep' });
    expect(found).toMatchObject({ width: 40, height: 30 });
  });

  it.runIf(folder)('of a real photograph credits who took it', async () => {
    const { bytes } = await engine.render({
      source: {
        ext: 'jpg',
        byteLength: 1,
        path: join(folder as string, 'sharp/concert.jpg'),
        bytes: async () => new Uint8Array(0),
      },
      frames: 'all',
      ops: [{ op: 'resize', width: 30, height: 20 }],
      encode: { op: 'encode', ext: 'jpg', metadata: 'copyright' },
    });
    const { exif } = await sharp(bytes).metadata();
    expect(readExif(exif as Buffer).Image).toMatchObject({ Copyright: 'Marsel Minga' });
  });
});

describe('IPTC', () => {
  const record = (number: number, text: Buffer) =>
    Buffer.concat([Buffer.from([0x1c, 2, number, text.length >> 8, text.length & 255]), text]);

  it('is read in UTF-8 and in Latin-1', () => {
    const block = Buffer.concat([
      Buffer.from('Photoshop 3.0\x008BIM'),
      record(80, Buffer.from('Jürgen')),
      record(80, Buffer.from('Zoë', 'latin1')),
      record(25, Buffer.from('keyword')),
      record(116, Buffer.from('© Jürgen')),
    ]);
    expect(readIptc(block)).toEqual({ creators: ['Jürgen', 'Zoë'], copyright: '© Jürgen' });
  });

  it('ends where the block ends', () => {
    expect(readIptc(record(116, Buffer.from('long')).subarray(0, 7))).toEqual({ copyright: 'lo' });
    expect(readIptc(Buffer.from([0x1c, 2]))).toEqual({});
    expect(readIptc(undefined)).toEqual({});
  });
});

describe('XMP', () => {
  it('comes back as it was written', () => {
    const credits = {
      copyright: '© <&>',
      creators: ['A', 'B'],
      credit: 'C',
      terms: 'T',
      statement: 'https://e',
      title: '漢',
      description: 'd',
    };
    expect(readXmp(writeXmp(credits))).toEqual(credits);
    expect(writeXmp({})).toBeUndefined();
  });

  it.each(['<', 'nonsense', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a>&b;</a>'])('%s says nothing', (text) => {
    expect(readXmp(text)).toEqual({});
  });
});

/** The file with a second image file directory in its EXIF that holds a picture (Exif 3.0, 4.5.5). */
function withThumbnail(jpeg: Buffer, thumbnail: Buffer): Buffer {
  const entry = (tag: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(4, 2);
    bytes.writeUInt32LE(1, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const [header, first] = [8, 2 + 12 + 4];
  const second = header + first;
  const tiff = Buffer.concat([
    Buffer.from([0x49, 0x49, 42, 0, header, 0, 0, 0]),
    Buffer.from([1, 0]),
    entry(0x100, 40),
    Buffer.from([second, 0, 0, 0]),
    Buffer.from([2, 0]),
    entry(0x201, second + 30),
    entry(0x202, thumbnail.length),
    Buffer.from([0, 0, 0, 0]),
    thumbnail,
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  // In place of the one that is there: only the first counts.
  const end = 2 + 2 + jpeg.readUInt16BE(4);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(end)]);
}
