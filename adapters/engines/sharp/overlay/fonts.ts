// The fonts that text is drawn with, all of them from packages: what a system has installed would make another picture
// on every machine.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

// The first is the one asked for; the others are looked through for what it has not.
const files: readonly (readonly [packageName: string, file: string])[] = [
  // Latin, Greek, Cyrillic, Devanagari.
  ['@embedpdf/fonts-latin', '../fonts/NotoSans-Regular.ttf'],
  ['@embedpdf/fonts-arabic', '../fonts/NotoNaskhArabic-Regular.ttf'],
  ['@embedpdf/fonts-hebrew', '../fonts/NotoSansHebrew-Regular.ttf'],
  ['@expo-google-fonts/noto-sans-thai', '400Regular/NotoSansThai_400Regular.ttf'],
  // Han and Kana; then Hangul.
  ['@embedpdf/fonts-sc', '../fonts/NotoSansHans-Regular.otf'],
  ['@expo-google-fonts/nanum-gothic', '400Regular/NanumGothic_400Regular.ttf'],
];

/** Family of the first font. */
export const family = 'Noto Sans';

/** Absolute paths, in order of preference. Throws where a package is not installed. */
export function fontFiles(): readonly string[] {
  return files.map(([name, file]) => join(dirname(resolve(name)), file));
}

/**
 * Keeps fontconfig from the system's fonts and their rules. It reads this variable once in the life of a process,
 * when the first text is drawn.
 */
export function forgetSystemFonts(): void {
  process.env.FONTCONFIG_FILE = fileURLToPath(new URL('./fonts.conf', import.meta.url));
}
