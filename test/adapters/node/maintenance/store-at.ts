// A data directory with images for tests of the commands, and ears for what a command says.
import { join } from 'node:path';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { type DataDirectory, dataDirectoryAt } from '../../../../adapters/node/maintenance/data-directory.ts';
import type { Finding, Watch } from '../../../../adapters/node/maintenance/watch.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { type LeanStore, openLeanStore } from '../../../support/lean-store.ts';
import { drawPicture } from '../../../support/pictures.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

export interface Ears extends Watch {
  readonly found: Watch['found'] & { readonly all: Finding[] };
  /** The kinds of what was found, without notes. */
  kinds(): string[];
}

export function ears(
  onProgress: (step: string, done: number) => void = () => {},
  signal: Watch['signal'] = never,
): Ears {
  const all: Finding[] = [];
  const found = Object.assign((finding: Finding) => void all.push(finding), { all });
  const kinds = () => all.filter(({ isNote }) => !isNote).map(({ kind }) => kind);
  return { progress: onProgress, found, kinds, signal };
}

const never = new AbortController().signal;

/** Another picture for each number. */
export function picture(seed: number): Promise<Uint8Array> {
  return drawPicture('png', { width: 16 + (seed % 5), height: 12, seed: seed * 1.37 });
}

/** `names` numbered pictures are stored; the store is closed behind `change`. */
export async function dataWith(
  names: readonly string[],
  change: (store: LeanStore) => Promise<void> = async () => {},
): Promise<DataDirectory> {
  const data = dataDirectoryAt(join(await scratchFolder(), 'data'));
  await withStore(data, async (store) => {
    for (const [seed, name] of names.entries()) await store.put(name, await picture(seed));
    await change(store);
  });
  return data;
}

export async function withStore(data: DataDirectory, work: (store: LeanStore) => Promise<void>): Promise<void> {
  const engine = createSharpEngine({ limits: defaultLimits, inputs: ['png'] });
  const store = await openLeanStore(data.directory, { engine, graceMillis: 3_600_000 });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Name and bytes of all images, by what a server would answer. */
export async function contentsOf(data: DataDirectory): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  await withStore(data, async ({ handlers }) => {
    for (const meta of await handlers.pDbImgList({ prefix: '', after: '', limit: 10_000 })) {
      const stored = await handlers.pVolImgRead(meta);
      const body = new Response(stored?.body as ConstructorParameters<typeof Response>[0]);
      contents.set(meta.name, Buffer.from(await body.arrayBuffer()).toString('base64'));
    }
  });
  return contents;
}
