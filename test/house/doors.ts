// The doors of the house (design §3, infra/decisions/0001): who may import whom, and which packages.
// A place without a row has no door at all: a new driver port or target begins with a row here.
import { posix } from 'node:path';
import { scanImports } from './scan-imports.ts';
import type { Source } from './tree.ts';

interface Door {
  /** The longest matching row counts. */
  readonly from: string;
  /** Files and folders outside the own home. */
  readonly to: readonly string[];
  /** 'node:' stands for every builtin, '*' for every package. */
  readonly packages: readonly string[];
}

const index = 'core/index.ts';
const client = 'core/client';
// What engines do to pixels without a library, whichever they are.
const pixels = ['core/engine/pixels', 'core/engine/turn.ts'];
// What render processes read of the core: they start while requests wait, and the barrel is three times as much (0086).
const rendering = ['core/failure.ts', 'core/flow', 'core/image', 'core/pipeline/size-after.ts', ...pixels];
const drivers = ['adapters/volumes', 'adapters/databases', 'adapters/engines', 'adapters/sources', 'adapters/uploads'];

const doors: readonly Door[] = [
  { from: 'core', to: [], packages: [] },
  // A page loads it: what it brings along is counted in the build table.
  { from: client, to: ['core/dialect'], packages: [] },
  { from: 'core/engine/pixels', to: [], packages: ['blurhash', 'thumbhash'] },
  { from: 'core/policy', to: [], packages: ['valibot'] },
  { from: 'core/recipe', to: [], packages: ['@noble/hashes'] },
  { from: 'core/dialect', to: [], packages: ['@noble/hashes'] },
  { from: 'core/dispatcher', to: [], packages: ['@valibot/to-json-schema', 'hono', 'valibot'] },
  { from: 'adapters/volumes', to: [index], packages: ['node:'] },
  {
    from: 'adapters/volumes/s3',
    to: [index],
    packages: ['node:', '@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'],
  },
  { from: 'adapters/databases', to: [index], packages: ['node:', 'better-sqlite3'] },
  {
    from: 'adapters/engines',
    to: [index, ...rendering],
    packages: ['node:', 'exif-reader', 'saxes', 'sharp'],
  },
  { from: 'adapters/sources', to: [index], packages: ['node:'] },
  { from: 'adapters/sources/origin', to: [index], packages: [] },
  { from: 'adapters/volumes/cache-api', to: [index], packages: [] },
  { from: 'adapters/volumes/r2', to: [index], packages: [] },
  { from: 'adapters/engines/images-binding', to: [index, ...pixels], packages: [] },
  {
    from: 'adapters/engines/wasm',
    to: [index, ...pixels],
    packages: ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp'],
  },
  { from: 'adapters/uploads', to: [index], packages: ['node:', '@tus/server', '@tus/utils'] },
  // Of the server and of render processes.
  {
    from: 'adapters/node/load-modules.ts',
    to: [index, 'core/failure.ts', 'core/pipeline/foreign-module.ts'],
    packages: ['node:'],
  },
  {
    from: 'adapters/node',
    to: [index, ...drivers],
    packages: ['node:', '@hono/node-server', '@opentelemetry/api', 'prom-client'],
  },
  // What of the Node target knows neither socket nor process nor SQLite (0088).
  {
    from: 'adapters/lambda',
    to: [
      index,
      ...drivers,
      ...['choose-inputs', 'config-file', 'json-lines', 'load-modules', 'render-gate'].map(
        (file) => `adapters/node/${file}.ts`,
      ),
    ],
    packages: ['node:'],
  },
  // These three run the Node target: in a container, or through the node: interfaces of another runtime (0081).
  { from: 'adapters/container', to: [index, ...drivers, 'adapters/node'], packages: ['node:'] },
  { from: 'adapters/deno', to: [index, ...drivers, 'adapters/node'], packages: ['node:'] },
  { from: 'adapters/bun', to: [index, ...drivers, 'adapters/node'], packages: ['node:'] },
  // Beside the interfaces of Workers there is nothing: no builtin, no native code (0100).
  { from: 'adapters/worker', to: [index, ...drivers], packages: ['cloudflare:workers'] },
  { from: 'adapters/cli', to: [index, 'adapters/node'], packages: ['node:'] },
  { from: 'infra', to: ['core', 'adapters'], packages: ['*'] },
  { from: 'test', to: ['core', 'adapters', 'infra'], packages: ['*'] },
];

const within = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

/** What may import itself freely: a driver (its folder, or its one file), a target, the client, a top folder. */
function homeOf(path: string): string {
  if (drivers.some((port) => within(path, port))) return firstParts(path, 3);
  return firstParts(path, within(path, 'adapters') || within(path, client) ? 2 : 1);
}

function firstParts(path: string, depth: number): string {
  return path.split('/').slice(0, depth).join('/');
}

const packageOf = (target: string): string => {
  if (target.startsWith('node:')) return 'node:';
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
};

function doorOf(path: string): Door | undefined {
  return doors.filter(({ from }) => within(path, from)).sort((a, b) => b.from.length - a.from.length)[0];
}

function isOpen(door: Door, path: string, target: string | undefined): boolean {
  // Third-party modules are named in the configuration and loaded by a target; the core never loads code.
  if (target === undefined) return !within(path, 'core');
  if (!target.startsWith('.')) return door.packages.includes('*') || door.packages.includes(packageOf(target));
  const place = posix.join(posix.dirname(path), target);
  return [homeOf(path), ...door.to].some((open) => within(place, open));
}

/** One line for every import without a door, and for every barrel that is not the one. */
export function checkDoors(tree: readonly Source[]): string[] {
  return tree.flatMap(({ path, text }) => {
    const door = doorOf(path);
    if (door === undefined) return [`${path}: this place has no row in the table of doors`];
    return scanImports(text).flatMap(({ target, reExport }) => [
      ...(isOpen(door, path, target) ? [] : [`${path}: no door to ${target ?? 'a computed import'}`]),
      ...(reExport && path !== index ? [`${path}: re-exports ${target}, and ${index} is the one barrel`] : []),
    ]);
  });
}
