// The fonts that text is drawn with, all of them from packages: what a system has installed would make another picture
// on every machine.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

interface Font {
  readonly packageName: string;
  /** From where the package is found. */
  readonly file: string;
  /** Characters that no other font here has; a build may go without a font that says so. */
  readonly alone?: RegExp;
}

/** Noto Sans for one more script. */
function noto(script: string): Font {
  return {
    packageName: `@expo-google-fonts/noto-sans-${script.toLowerCase()}`,
    file: `400Regular/NotoSans${script}_400Regular.ttf`,
    alone: new RegExp(`\\p{Script=${script}}`, 'u'),
  };
}

// The first is the one asked for; the others are looked through for what it has not.
const fonts: readonly Font[] = [
  // Latin, Greek, Cyrillic, Devanagari.
  { packageName: '@embedpdf/fonts-latin', file: '../fonts/NotoSans-Regular.ttf' },
  { packageName: '@embedpdf/fonts-arabic', file: '../fonts/NotoNaskhArabic-Regular.ttf' },
  { packageName: '@embedpdf/fonts-hebrew', file: '../fonts/NotoSansHebrew-Regular.ttf' },
  { packageName: '@expo-google-fonts/noto-sans-thai', file: '400Regular/NotoSansThai_400Regular.ttf' },
  {
    packageName: '@embedpdf/fonts-sc',
    file: '../fonts/NotoSansHans-Regular.otf',
    alone: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  },
  {
    packageName: '@expo-google-fonts/nanum-gothic',
    file: '400Regular/NanumGothic_400Regular.ttf',
    alone: /\p{Script=Hangul}/u,
  },
  ...['Armenian', 'Bengali', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Kannada', 'Khmer'].map(noto),
  ...['Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'].map(noto),
  {
    packageName: '@expo-google-fonts/noto-emoji',
    file: '400Regular/NotoEmoji_400Regular.ttf',
    alone: /\p{Emoji_Presentation}/u,
  },
];

/** Family of the first font. */
export const family = 'Noto Sans';

/** Absolute paths, in order of preference. Throws where a package is not installed that no build goes without. */
export function fontFiles(): readonly string[] {
  return fonts.map(pathOf).filter((path) => path !== undefined);
}

/** The first character that this build has no font for, of scripts whose font a build may go without. */
export function undrawable(text: string): string | undefined {
  const missing = fonts.filter((font) => pathOf(font) === undefined);
  return missing.map(({ alone }) => alone?.exec(text)?.[0]).find((found) => found !== undefined);
}

function pathOf({ packageName, file, alone }: Font): string | undefined {
  try {
    const path = join(dirname(resolve(packageName)), file);
    if (alone === undefined || existsSync(path)) return path;
  } catch (error) {
    if (alone === undefined) throw error;
  }
  return undefined;
}

/**
 * Keeps fontconfig from the system's fonts and their rules. It reads this variable once in the life of a process,
 * when the first text is drawn.
 */
export function forgetSystemFonts(): void {
  process.env.FONTCONFIG_FILE = fileURLToPath(new URL('./fonts.conf', import.meta.url));
}
