// Makes one bundle of the table and says what is wrong with it: esbuild's metafile is the only proof of what ships.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildFailure, build, type Metafile, type OutputFile } from 'esbuild';
import type { Bundle } from './bundles.ts';

export interface Bundled {
  readonly bytes: number;
  /** Of its files but codecs, each gzipped. */
  readonly gzipBytes: number;
  /** Empty where the bundle keeps to its row. */
  readonly faults: readonly string[];
}

// Marked external it is allowed where a row says so; its JavaScript inside a bundle would look for a binary that is not there.
const native = /(^|\/)node_modules\/(sharp|@img|better-sqlite3)\//;

// Fetched by who renders with them only: modules in WebAssembly, and files with their glue or with the engine around them.
const codecs = /(^|\/)(node_modules\/@jsquash|adapters\/engines\/wasm)\//;

const requireOfBuiltins =
  'import{createRequire as makeRequire$}from"node:module";const require=makeRequire$(import.meta.url);';

/** Paths of the row are relative to `folder`; `write` says whether files are written below it. */
export async function makeBundle(bundle: Bundle, folder: string, write: boolean): Promise<Bundled> {
  try {
    const { metafile, warnings, outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: [...bundle.entries],
      entryNames: '[name]',
      outdir: `dist/${bundle.name}`,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      // What is imported later stays a file of its own: the guard of the command must run before native code is loaded.
      splitting: true,
      format: 'esm',
      platform: bundle.platform,
      target: bundle.platform === 'node' ? 'node24' : 'es2024',
      external: [...bundle.external],
      // 'neutral' knows no field of a package by itself.
      ...(bundle.platform === 'neutral' ? { mainFields: ['module', 'main'] } : {}),
      // CommonJS packages inside ask for builtins with it.
      ...(bundle.platform === 'node' ? { banner: { js: requireOfBuiltins } } : {}),
      minify: true,
      loader: { '.wasm': 'copy' },
      metafile: true,
      logLevel: 'silent',
      write: false,
    });
    if (write) await writeAll(outputFiles);
    const gzipBytes = gzipped(outputFiles, metafile, folder);
    const { bytes, faults } = inspect(bundle, metafile, gzipBytes);
    const lost = await handOver(bundle, folder, write);
    return { bytes, gzipBytes, faults: [...warnings.map(({ text }) => text), ...lost, ...faults] };
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (errors === undefined) throw error;
    return { bytes: 0, gzipBytes: 0, faults: errors.map(({ text }) => text) };
  }
}

async function writeAll(files: readonly OutputFile[]): Promise<void> {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
}

function gzipped(files: readonly OutputFile[], { outputs }: Metafile, folder: string): number {
  const isCodec = (path: string) =>
    Object.keys(outputs[relative(folder, path).replaceAll('\\', '/')]?.inputs ?? {}).some((input) =>
      codecs.test(input),
    );
  return files
    .filter(({ path }) => !isCodec(path))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
}

/** Copies the files of the row; one line for each that is not there. */
async function handOver({ name, files = [] }: Bundle, folder: string, write: boolean): Promise<string[]> {
  const lost = files.filter((file) => !existsSync(join(folder, file)));
  if (lost.length > 0) return lost.map((file) => `has no file ${file}`);
  if (write) for (const file of files) await copyFile(join(folder, file), join(folder, 'dist', name, basename(file)));
  return [];
}

function inspect(bundle: Bundle, metafile: Metafile, gzipBytes: number): Omit<Bundled, 'gzipBytes'> {
  const outputs = Object.values(metafile.outputs);
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  const outside = outputs.flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path));
  const inside = Object.keys(metafile.inputs);
  const over = (has: number, most: number | undefined, what: string) =>
    most !== undefined && has > most ? [`has ${has} ${what}, more than ${most}`] : [];
  const mayStayOutside = (path: string): boolean =>
    isBuiltin(path) ? bundle.platform === 'node' : bundle.external.includes(path);
  return {
    bytes,
    faults: [
      ...(inside.length === 0 ? ['has no file in it'] : []),
      ...outside.filter((path) => !mayStayOutside(path)).map((path) => `imports ${path} from outside`),
      ...inside.filter((path) => native.test(path)).map((path) => `contains native code: ${path}`),
      ...over(bytes, bundle.budgetBytes, 'bytes'),
      ...over(gzipBytes, bundle.gzipBudgetBytes, 'gzipped bytes'),
    ],
  };
}
