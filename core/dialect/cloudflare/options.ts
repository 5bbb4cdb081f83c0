// The options of Cloudflare Images that are ours by another name or in other words, and those that change nothing here.
import { refused } from '../refused.ts';
import { type Said, take } from '../said.ts';
import { cssColour, spelled, whole } from '../spellings.ts';
import { createWords, type Spelling, word } from '../words.ts';

// What its simulator for developers takes them for (miniflare).
const qualities: Readonly<Record<string, number>> = { low: 35, 'medium-low': 50, 'medium-high': 70, high: 90 };

const quality: Spelling = {
  expected: 'an integer from 1 to 100, low, medium-low, medium-high or high',
  read: (text) => qualities[text] ?? (/^([1-9]\d?|100)$/.test(text) ? Number(text) : undefined),
  write: (value) => (typeof value === 'number' ? String(value) : undefined),
};

const fits = ['scale-down', 'contain', 'cover', 'crop', 'pad', 'squeeze', 'scale-up'] as const;

export const words = createWords([
  word('width w', 'width', whole(1, 65_535)),
  word('height h', 'height', whole(1, 65_535)),
  word('dpr', 'dpr'),
  word('fit', 'fit', spelled(Object.fromEntries(fits.map((fit) => [fit, fit])))),
  word('gravity g', 'gravity'),
  word('quality q', 'quality', quality),
  word('background', 'background', cssColour),
  ...['blur', 'sharpen', 'brightness', 'contrast', 'gamma', 'saturation', 'flip', 'anim', 'metadata'].map((name) =>
    word(name, name),
  ),
  word('segment', 'segment'),
  word('upscale', 'upscale'),
  word('rotate', 'rotate', spelled({ 90: 90, 180: 180, 270: 270, 0: 0 })),
  word('trim.border.color', 'trim.border.color', cssColour),
  word('trim.border.tolerance', 'trim.border.tolerance'),
  word('trim.border.keep', 'trim.border.keep'),
  word('border.color', 'border.color', cssColour),
]);

// Its plain JPEG is progressive. A PNG is one here whether it is forced to be or not.
const formats: Readonly<Record<string, { readonly format: string; readonly progressive?: true }>> = {
  auto: { format: 'auto' },
  avif: { format: 'avif' },
  webp: { format: 'webp' },
  jpeg: { format: 'jpg', progressive: true },
  'baseline-jpeg': { format: 'jpg' },
  png: { format: 'png' },
  'png-force': { format: 'png' },
  json: { format: 'json' },
};

/** Fails with `bad-option`. */
export function sayFormat(said: Said, text: string, item: string): void {
  const found = Object.hasOwn(formats, text) ? formats[text] : undefined;
  if (found === undefined) throw refused(item, `one of ${Object.keys(formats).join(', ')} for format`);
  for (const [option, value] of Object.entries(found)) said.set(`encode.${option}`, value);
}

/** Takes the format out of what is said; a format it has no word for stays. */
export function writeFormat(said: Said): [name: string, text: string][] {
  const asked = { format: said.get('encode.format'), progressive: said.get('encode.progressive') };
  const found = Object.entries(formats).find(
    ([, { format, progressive }]) => format === asked.format && progressive === asked.progressive,
  );
  if (found === undefined) return [];
  for (const option of ['format', 'progressive']) take(said, `encode.${option}`);
  return [['format', found[0]]];
}

const anyQuality = /^([1-9]\d?|100|low|medium-low|medium-high|high)$/;

// What asks for nothing that would look different here: without client hints `auto` is the picture's own size, nobody's
// connection is known to be slow, and compression is fast anyway.
const idle: Readonly<Record<string, RegExp>> = {
  width: /^auto$/,
  w: /^auto$/,
  'slow-connection-quality': anyQuality,
  scq: anyQuality,
  compression: /^fast$/,
};

export function isIdle(name: string, value: string): boolean {
  return Object.hasOwn(idle, name) && idle[name]?.test(value) === true;
}

/** What Cloudflare has and this server not: why. Zoom counts only where gravity looks for faces. */
export function whyMissing(name: string, value: string): string | undefined {
  if ((name === 'format' || name === 'f') && value === 'svg') return 'SVG is not written here.';
  return undefined;
}
