// What every target answers over HTTP, whatever runtime is behind it. Each starts two servers for real: one that gives
// anything unsigned, and one that gives nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abortCases } from './target/abort-cases.ts';
import { conditionalCases } from './target/conditional-cases.ts';
import { deleteCases } from './target/delete-cases.ts';
import { deliveryCases } from './target/delivery-cases.ts';
import { errorCases } from './target/error-cases.ts';
import { headCases } from './target/head-cases.ts';
import { negotiationCases } from './target/negotiation-cases.ts';
import { rangeCases } from './target/range-cases.ts';
import { signatureCases } from './target/signature-cases.ts';
import { contractSettings, storePictures } from './target/stored.ts';
import { type Cases, clientOf, type RunningTarget, type Target } from './target/target.ts';
import { uploadCases } from './target/upload-cases.ts';

export interface TargetDriver {
  /** Starts it with an empty store of its own. */
  start(settings: Readonly<Record<string, string>>): Promise<RunningTarget>;
  /** Whether it takes animations as originals; it does where nothing is said. */
  readonly moves?: boolean;
  /** As of a target; AVIF and WebP where nothing is said. */
  readonly negotiates?: Target['negotiates'];
  /** Cases that the platform cannot keep, by title, with the reason. */
  readonly omits?: Readonly<Record<string, string>>;
  /** Milliseconds for a case, and how often one is tried again. */
  readonly patience?: { readonly timeout?: number; readonly retry?: number };
}

/** By what they are about. */
const targetCases: Readonly<Record<string, Cases>> = {
  delivery: deliveryCases,
  negotiation: negotiationCases,
  conditional: conditionalCases,
  ranges: rangeCases,
  head: headCases,
  upload: uploadCases,
  delete: deleteCases,
  errors: errorCases,
  signatures: signatureCases,
  abort: abortCases,
};

const usual = ['image/avif', 'image/webp'];

export function targetContract(
  name: string,
  { start, moves = true, negotiates = usual, omits = {}, patience = {} }: TargetDriver,
): void {
  describe(`${name} as a target`, () => {
    let target: Target;
    beforeAll(async () => {
      const asked = ['any', 'none'].map((unsigned) => start({ ...contractSettings, IMG_UNSIGNED: unsigned }));
      const [open, closed] = (await Promise.all(asked)).map(clientOf) as [Target['open'], Target['closed']];
      target = { open, closed, negotiates };
      await Promise.all([storePictures(open, moves), storePictures(closed, moves)]);
    });
    afterAll(() => Promise.all([target.open.running.stop(), target.closed.running.stop()]));

    it('names a reason for every case that it omits', () => {
      const known = Object.values(targetCases).flatMap((cases) => Object.keys(cases));
      expect(known.length).toBeGreaterThanOrEqual(60);
      expect(Object.keys(omits).filter((title) => !known.includes(title))).toEqual([]);
      for (const [title, reason] of Object.entries(omits)) console.info(`${name} omits "${title}": ${reason}`);
    });

    for (const [group, cases] of Object.entries(targetCases)) {
      describe(group, () => {
        for (const [title, run] of Object.entries(cases)) it.skipIf(title in omits)(title, patience, () => run(target));
      });
    }
  });
}
