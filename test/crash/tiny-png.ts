// A whole PNG for each serial number, no two alike, without a library: client and server agree on the bytes by number.
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const grey = chunk('IDAT', deflateSync(Buffer.from([0, 128])));

/** One grey pixel and a text chunk with the number and up to `mostPadding` bytes of padding. */
export function tinyPng(serial: number, mostPadding = 20_000): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 8;
  const padding = 'x'.repeat((serial * 7919) % mostPadding);
  const text = Buffer.from(`Comment\0${serial} ${padding}`, 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('tEXt', text), grey, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
