// Puts into a folder what the zip of the function has: the bundle, and of the packages that stay outside of it the files
// that are read.
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export type Architecture = 'x64' | 'arm64';

export interface Assembly {
  readonly folder: string;
  readonly architecture: Architecture;
  /** Where the bundle is: dist/lambda after `npm run build`. */
  readonly bundle: string;
  /** A folder of packages with sharp's libraries of that architecture. */
  readonly packages: string;
}

// Types, sources and headers are of no use there; licences go along.
const sharp = ['sharp/package.json', 'sharp/LICENSE', 'sharp/dist'];
const small = ['@img/colour/package.json', '@img/colour/LICENSE.md', '@img/colour/index.cjs', '@img/colour/color.cjs'];

// All but Han, Kana and Hangul, which have as many bytes as all else: text in them is refused (decision 0090).
const fonts = [
  fontOf('@embedpdf/fonts-latin', 'fonts/NotoSans-Regular.ttf', ['dist/index.cjs']),
  fontOf('@embedpdf/fonts-arabic', 'fonts/NotoNaskhArabic-Regular.ttf', ['dist/index.cjs']),
  fontOf('@embedpdf/fonts-hebrew', 'fonts/NotoSansHebrew-Regular.ttf', ['dist/index.cjs']),
  fontOf('@expo-google-fonts/noto-sans-thai', '400Regular/NotoSansThai_400Regular.ttf', ['index.js']),
].flat();

const faces = ['package.json', 'LICENSE', ...['.bin', '-weights_manifest.json'].map(modelFile)].map(
  (file) => `@vladmandic/face-api/${file}`,
);

export function assembleFunction({ folder, architecture, bundle, packages }: Assembly): void {
  const natives = [`@img/sharp-linux-${architecture}`, `@img/sharp-libvips-linux-${architecture}`];
  cpSync(bundle, folder, { recursive: true });
  const put = (from: string, file: string) => {
    const to = join(folder, 'node_modules', file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(from, file), to, { recursive: true, dereference: true, filter: isRead });
  };
  for (const file of [...sharp, ...small, 'detect-libc', 'semver', ...natives]) put(packages, file);
  for (const file of [...fonts, ...faces]) put(join(root, 'node_modules'), file);
}

function isRead(path: string): boolean {
  return !/\.(d\.[cm]?ts|map|md)$|\/glib-2\.0$/.test(path) || /LICENSE/.test(path);
}

/** The font, and what its package is found by. */
function fontOf(name: string, font: string, entries: readonly string[]): string[] {
  const licences = ['LICENSE', 'LICENSE_FONT'].filter((file) => existsSync(join(root, 'node_modules', name, file)));
  return [font, 'package.json', ...entries, ...licences].map((file) => `${name}/${file}`);
}

function modelFile(end: string): string {
  return `model/tiny_face_detector_model${end}`;
}
