// Files that no encoder would write, put together byte by byte: their headers claim what their few bytes cannot hold.
import { crc32, deflateSync } from 'node:zlib';

const pngMark = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([u32be(data.length), body, u32be(crc32(body))]);
}

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample, and the colour type of PNG specification 11.2.1: 0 grey, 2 truecolour. */
  readonly depth?: number;
  readonly colour?: number;
  readonly interlaced?: boolean;
  /** Inflated rows, each with its filter byte. */
  readonly rows?: Uint8Array;
  /** Chunks between header and pixels. */
  readonly before?: readonly (readonly [type: string, data: Uint8Array])[];
}

export function png({ width, height, depth = 8, colour = 2, interlaced = false, rows, before = [] }: PngParts): Buffer {
  const header = Buffer.concat([u32be(width), u32be(height), Buffer.from([depth, colour, 0, 0, interlaced ? 1 : 0])]);
  return Buffer.concat([
    pngMark,
    chunk('IHDR', header),
    ...before.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(rows ?? Buffer.alloc(height * (1 + width * 3)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// VP8L (RFC 9649 section 3): one colour needs no bits a pixel, so the same few bytes are a picture of any size.
function solidVp8l(width: number, height: number): Buffer {
  const sizes = ((width - 1) | ((height - 1) << 14)) >>> 0;
  const head = Buffer.from([0x2f, 0, 0, 0, 0]);
  head.writeUInt32LE(sizes, 1);
  // No transforms, no cache, no meta codes; then five codes of one symbol each: simple, one symbol, of one bit, 0.
  return Buffer.concat([head, Buffer.from([0x88, 0x88, 0x08])]);
}

function riff(...chunks: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  return Buffer.concat([Buffer.from('RIFF'), u32le(body.length), body]);
}

function webpChunk(type: string, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(type), u32le(data.length), data, Buffer.alloc(data.length % 2)]);
}

export function solidWebp(width: number, height: number): Buffer {
  return riff(webpChunk('VP8L', solidVp8l(width, height)));
}

export function animatedWebp(side: number, frames: number): Buffer {
  const canvas = Buffer.concat([Buffer.from([0x02, 0, 0, 0]), u24le(side - 1), u24le(side - 1)]);
  const frame = Buffer.concat([
    Buffer.alloc(6),
    u24le(side - 1),
    u24le(side - 1),
    u24le(40),
    Buffer.alloc(1),
    webpChunk('VP8L', solidVp8l(side, side)),
  ]);
  const frameChunk = webpChunk('ANMF', frame);
  return riff(webpChunk('VP8X', canvas), webpChunk('ANIM', Buffer.alloc(6)), ...Array(frames).fill(frameChunk));
}

/** As many frames as asked, each the one image block of `still`, a GIF of one frame. */
export function animatedGif(still: Buffer, frames: number): Buffer {
  const table = still.readUInt8(10) & 0x80 ? 3 * 2 ** ((still.readUInt8(10) & 7) + 1) : 0;
  const start = 13 + table;
  const head = still.subarray(0, start);
  const blocks = still.subarray(start, still.length - 1);
  return Buffer.concat([head, ...Array(frames).fill(blocks), Buffer.from([0x3b])]);
}

/** A chain of directories that all show the same 16 × 16 grey pixels. */
export function manyPagedTiff(pages: number): Buffer {
  const pixels = 8;
  const first = pixels + 256;
  const entries = (strip: number) => [
    [256, 16],
    [257, 16],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, strip],
    [277, 1],
    [278, 16],
    [279, 256],
  ];
  const bytes = 2 + 12 * entries(0).length + 4;
  const directory = (at: number, last: boolean) => {
    const rows = entries(pixels).map(([tag = 0, value = 0]) =>
      Buffer.concat([u16le(tag), u16le(4), u32le(1), u32le(value)]),
    );
    return Buffer.concat([u16le(rows.length), ...rows, u32le(last ? 0 : at + bytes)]);
  };
  return Buffer.concat([
    Buffer.from('II*\0', 'latin1'),
    u32le(first),
    Buffer.alloc(256, 128),
    ...Array.from({ length: pages }, (_, page) => directory(first + page * bytes, page === pages - 1)),
  ]);
}

/** Another size in the frame header of a JPEG (ITU T.81, B.2.2). */
export function resizedJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg);
  const frame = bytes.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc2].includes(bytes[at + 1] ?? 0));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

const number = (length: number, write: (to: Buffer) => unknown): Buffer => {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
};
const u32be = (value: number) => number(4, (to) => to.writeUInt32BE(value));
const u32le = (value: number) => number(4, (to) => to.writeUInt32LE(value));
const u24le = (value: number) => number(3, (to) => to.writeUIntLE(value, 0, 3));
const u16le = (value: number) => number(2, (to) => to.writeUInt16LE(value));
