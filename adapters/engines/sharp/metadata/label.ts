// What is written beside the pixels: metadata that was asked for, and a colour profile.
import sharp, { type Sharp } from 'sharp';
import type { EncodeOp } from '../../../../core/index.ts';
import { translated } from '../translate.ts';
import { merged, rightsOf } from './credits.ts';
import { creditsAsExif, readExif } from './exif.ts';
import { readIptc } from './iptc.ts';
import { readXmp, writeXmp } from './xmp.ts';

export type Label = (image: Sharp) => Sharp;

/** Undefined where nothing is to be written. `input` is the source, path or bytes. */
export async function labelOf(
  { metadata, icc }: Pick<EncodeOp, 'metadata' | 'icc'>,
  input: string | Uint8Array,
  wide: boolean,
): Promise<Label | undefined> {
  if (metadata === undefined && icc === undefined) return undefined;
  const words = metadata === undefined ? asItIs : await wordsOf(metadata, input);
  const profile = icc === undefined ? asItIs : wide ? alreadyInP3 : toP3;
  return (image) => profile(words(image));
}

const asItIs: Label = (image) => image;
const toP3: Label = (image) => image.withIccProfile('p3');
// Sharp takes 16-bit pixels without a profile for Display P3: so nothing is changed but the profile, which goes along.
const alreadyInP3: Label = (image) => image.pipelineColourspace('rgb16').withIccProfile('p3');

async function wordsOf(kept: 'copyright' | 'keep', input: string | Uint8Array): Promise<Label> {
  const { exif, iptc, xmpAsString } = await translated('source', () => sharp(input).metadata());
  const found = readExif(exif);
  const all = merged(readXmp(xmpAsString), readIptc(iptc), found.credits);
  const credits = kept === 'keep' ? all : rightsOf(all);
  const { IFD0, IFD2 } = kept === 'keep' ? found.shot : { IFD0: {}, IFD2: {} };
  const first = { ...IFD0, ...creditsAsExif(credits) };
  const xmp = writeXmp(credits);
  const hasExif = Object.keys(first).length + Object.keys(IFD2).length > 0;
  return (image) => {
    const tagged = hasExif ? image.withExif({ IFD0: first, IFD2 }) : image;
    return xmp === undefined ? tagged : tagged.withXmp(xmp);
  };
}
