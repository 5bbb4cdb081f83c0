// The build table: what is shipped, from which entries, for which platform, and how large it may be.
// test/house/bundles.test.ts holds every row to it.

export interface Bundle {
  /** Its files go to dist/<name>/. */
  readonly name: string;
  readonly entries: readonly string[];
  /** 'neutral' has no builtins at all. */
  readonly platform: 'neutral' | 'node';
  /** Packages left to node_modules, the native ones among them. Nothing else stays outside. */
  readonly external: readonly string[];
  /** What its code reads beside itself: copied into its folder, under the bare name. */
  readonly files?: readonly string[];
  /** Minified bytes of all its files together. */
  readonly budgetBytes: number;
  /** Gzipped bytes of all its files together, where somebody counts those; without codecs in WebAssembly and their glue. */
  readonly gzipBudgetBytes?: number;
}

/** What every target that runs the Node server has besides its entry. */
const nodeServer = {
  entries: ['adapters/node/render-child.ts', 'adapters/databases/sqlite/write-thread.ts'],
  platform: 'node',
  // debug, of the uploads in pieces, does without supports-color; whether it is there must not depend on tools beside it.
  external: ['sharp', 'better-sqlite3', 'prom-client', 'supports-color'],
  files: ['adapters/engines/sharp/overlay/fonts.conf'],
} as const;

export const bundles: readonly Bundle[] = [
  { name: 'core', entries: ['core/index.ts'], platform: 'neutral', external: [], budgetBytes: 450_000 },
  {
    name: 'client',
    entries: [
      'core/client/img-url.ts',
      'core/client/next-loader.ts',
      'core/client/nuxt-provider.ts',
      'core/client/srcset.ts',
      'core/client/unpic-transformer.ts',
      'core/client/url-signer.ts',
    ],
    platform: 'neutral',
    external: [],
    budgetBytes: 7_000,
  },
  {
    ...nodeServer,
    name: 'node',
    entries: ['adapters/cli/imageserver.mjs', ...nodeServer.entries],
    budgetBytes: 1_420_000,
  },
  {
    ...nodeServer,
    name: 'container',
    entries: ['adapters/container/main.ts', 'adapters/cli/imageserver.mjs', ...nodeServer.entries],
    budgetBytes: 1_430_000,
  },
  {
    name: 'worker',
    entries: ['adapters/worker/main.ts'],
    platform: 'neutral',
    external: ['cloudflare:workers'],
    budgetBytes: 1_820_000,
    gzipBudgetBytes: 200_000,
  },
  {
    name: 'lambda',
    entries: ['adapters/lambda/main.ts'],
    platform: 'node',
    external: ['sharp', 'supports-color'],
    files: ['adapters/engines/sharp/overlay/fonts.conf'],
    budgetBytes: 1_300_000,
  },
  { ...nodeServer, name: 'deno', entries: ['adapters/deno/main.ts', ...nodeServer.entries], budgetBytes: 1_350_000 },
  { ...nodeServer, name: 'bun', entries: ['adapters/bun/main.ts', ...nodeServer.entries], budgetBytes: 1_350_000 },
];
