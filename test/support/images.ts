// Where the real photographs and awkward files are, and what is said when they are not there.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../shared/images', import.meta.url));

/** The folder with real images; undefined where this machine has none. */
export function imagesFolder(): string | undefined {
  const folder = process.env.IMG_TEST_IMAGES ?? beside;
  return existsSync(folder) ? folder : undefined;
}

/** As imagesFolder, and prints how many cases of what are skipped where there is none. */
export function imagesOrSkip(cases: number, what: string): string | undefined {
  const folder = imagesFolder();
  if (folder === undefined) console.info(`skipped ${cases} cases (${what}): no folder of real images`);
  return folder;
}
