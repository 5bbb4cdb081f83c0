// Where the real photographs and awkward files are, and what is said when they are not there.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../shared/images', import.meta.url));

/** The folder with real images; prints how many cases of what are skipped where this machine has none. */
export function imagesOrSkip(cases: number, what: string): string | undefined {
  const folder = process.env.IMG_TEST_IMAGES ?? beside;
  if (existsSync(folder)) return folder;
  console.info(`skipped ${cases} cases (${what}): no folder of real images`);
  return undefined;
}
