// The product as it is built, and the lean process beside it: a start costs a third of what it costs from sources.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildProduct } from '../support/build-product.ts';

export interface Programs {
  /** `node <command> serve` and all other commands. */
  readonly command: string;
  readonly leanProcess: string;
  remove(): Promise<void>;
}

export async function buildPrograms(): Promise<Programs> {
  // Two runs may build at once.
  const folder = await buildProduct(`crash-${process.pid}`);
  return {
    command: join(folder, 'imageserver.mjs'),
    leanProcess: join(folder, 'lean-process.mjs'),
    remove: () => rm(folder, { recursive: true }),
  };
}
