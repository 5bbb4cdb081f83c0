// IPTC-IIM (version 4.2) within Photoshop's image resources: records of a marker, a number and a length.
import { type Credits, clean } from './credits.ts';

const marker = 0x1c;
const application = 2;
const numbers: Readonly<Record<number, 'title' | 'creators' | 'credit' | 'copyright' | 'description'>> = {
  5: 'title',
  80: 'creators',
  110: 'credit',
  116: 'copyright',
  120: 'description',
};

export function readIptc(block: Uint8Array | undefined): Credits {
  if (block === undefined) return {};
  const found: Record<string, string[]> = {};
  // Everything before the first record is Photoshop's; a value that looks like a record is not one, but harms nobody.
  for (let at = block.indexOf(marker); at !== -1; at = block.indexOf(marker, at)) {
    const [record, number, high = 0, low = 0] = block.subarray(at + 1, at + 5);
    const length = high * 256 + low;
    const name = record === application ? numbers[number as number] : undefined;
    // Longer ones have a length of another form, which none of these needs.
    if (name === undefined || length > 32_767) {
      at += 1;
      continue;
    }
    const value = clean(decoded(block.subarray(at + 5, at + 5 + length)));
    if (value !== undefined) found[name] = [...(found[name] ?? []), value];
    at += 5 + length;
  }
  const { creators, ...rest } = found;
  const texts = Object.entries(rest).map(([name, [value]]) => [name, value]);
  return { ...Object.fromEntries(texts), ...(creators && { creators }) };
}

// Most write UTF-8, older ones what their system had.
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
