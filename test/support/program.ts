// Programs that tests start as processes of their own: built once a run beside the product (built-product.ts). A start from
// sources costs a second of CPU, most of it for taking types away.
import { dirname, join, parse } from 'node:path';
import process from 'node:process';

export const programs = [
  'adapters/container/main.ts',
  'test/adapters/databases/sqlite/hold-lock.ts',
  'test/adapters/engines/pool/killed-parent.ts',
  'test/adapters/engines/pool/nonsense-child.ts',
  'test/adapters/engines/pool/odd-child.ts',
  'test/adapters/engines/pool/prying-child.ts',
  'test/adapters/volumes/file/upload-loop.ts',
  'test/adapters/volumes/segments/offer-loop.ts',
  'test/crash/lean-process.ts',
] as const;

/** Where it lies; the source itself outside of a run that has built it. */
export function programOf(source: (typeof programs)[number] | 'adapters/node/render-child.ts'): string {
  const command = process.env.IMG_TEST_COMMAND;
  return command === undefined ? source : join(dirname(command), `${parse(source).name}.mjs`);
}
