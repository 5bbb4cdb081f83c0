// `node infra/container/assemble.ts <folder>`: puts into it what the image has under /app: the bundle, and of the packages
// that stay outside of it only the files that are read. `npm run build` comes first.
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fontFiles } from '../../adapters/engines/sharp/overlay/fonts.ts';

const root = join(import.meta.dirname, '..', '..');
const [destination] = process.argv.slice(2);
if (destination === undefined) throw new Error('Expected the folder to put it into.');
const app = join(destination, 'app');

const { platform, arch } = process;
const native = [`@img/sharp-${platform}-${arch}`, `@img/sharp-libvips-${platform}-${arch}`];
const whole = [
  ...['sharp', ...native, '@img/colour', 'detect-libc', 'semver'],
  ...['prom-client', 'tdigest', 'bintrees', '@opentelemetry/api'],
].map((name) => `node_modules/${name}`);

const sqlite = ['package.json', 'LICENSE', 'lib', `prebuilds/${platform}-${arch}.node`];
const faces = [
  'package.json',
  'LICENSE',
  ...['.bin', '-weights_manifest.json'].map((end) => `model/tiny_face_detector_model${end}`),
];

const files = [
  ...whole,
  ...sqlite.map((file) => `node_modules/better-sqlite3/${file}`),
  ...faces.map((file) => `node_modules/@vladmandic/face-api/${file}`),
  ...fontFiles().flatMap((font) => fontWithPackage(relative(root, font))),
];

cpSync(join(root, 'dist/container'), app, { recursive: true });
cpSync(join(root, 'infra/container/healthcheck.mjs'), join(app, 'healthcheck.mjs'));
for (const file of files) {
  mkdirSync(dirname(join(app, file)), { recursive: true });
  cpSync(join(root, file), join(app, file), { recursive: true, dereference: true });
}

/** The font, and what its package is found by. */
function fontWithPackage(font: string): string[] {
  const folder = font.split('/').slice(0, 3).join('/');
  const beside = ['package.json', 'LICENSE', 'LICENSE_FONT', 'index.js', 'dist/index.js', 'dist/index.cjs'];
  return [font, ...beside.map((file) => `${folder}/${file}`).filter((file) => existsSync(join(root, file)))];
}
