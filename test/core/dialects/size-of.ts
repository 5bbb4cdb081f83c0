// The size and format that an answer really has.
import sharp from 'sharp';

/** Fails with what was said instead of a picture. */
export async function sizeOf(answer: Response): Promise<[width: number, height: number, format: string]> {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  // The engine has shut the decoder of AVIF for this whole process: its size is in the box "ispe" (ISO 23008-12, 6.5.3).
  const ispe = bytes.subarray(4, 12).toString() === 'ftypavif' ? bytes.indexOf('ispe') : -1;
  if (ispe !== -1) return [bytes.readUInt32BE(ispe + 8), bytes.readUInt32BE(ispe + 12), 'avif'];
  const { width, height, format } = await sharp(bytes).metadata();
  return [width, height, format];
}
