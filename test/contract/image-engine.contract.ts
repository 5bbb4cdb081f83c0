// What every ImageEngine does, whatever is behind it. Reads and writes jpg, png, webp, gif and avif where nothing else is said,
// and not tiff.
import { afterAll, beforeAll, beforeEach, describe, expect, it, type RunnerTestSuite } from 'vitest';
import type { ImageEngine } from '../../core/index.ts';
import { animationContract } from './image-engine/animation-contract.ts';
import { batchContract } from './image-engine/batch-contract.ts';
import { boundsContract } from './image-engine/bounds-contract.ts';
import { effectsContract } from './image-engine/effects-contract.ts';
import { lifeContract } from './image-engine/life-contract.ts';
import { overlayContract } from './image-engine/overlay-contract.ts';
import { probingContract } from './image-engine/probing-contract.ts';
import { renderingContract } from './image-engine/rendering-contract.ts';
import { searchContract } from './image-engine/search-contract.ts';
import { shapingContract } from './image-engine/shaping-contract.ts';
import { type EngineUnderTest, pictureFormats } from './image-engine/tasks.ts';
import { textContract } from './image-engine/text-contract.ts';

export interface EngineDriver extends Partial<Pick<EngineUnderTest, 'formats'>> {
  /** Cases and groups of cases that it cannot keep, by title, with the reason. */
  readonly omits?: Readonly<Record<string, string>>;
}

export function imageEngineContract(
  name: string,
  create: EngineUnderTest['create'],
  { formats = pictureFormats, omits = {} }: EngineDriver = {},
): void {
  describe(`${name} as an image engine`, () => {
    let shared: ImageEngine;
    beforeAll(async () => {
      shared = await create();
    });
    afterAll(() => shared.close());
    const underTest: EngineUnderTest = { engine: () => shared, create, formats };

    beforeEach(({ task, skip }) => {
      const reason = omits[task.name] ?? omits[task.suite?.name ?? ''];
      if (reason !== undefined) skip(reason);
    });

    it('names a reason for every case that it omits', ({ task }) => {
      const known = task.suite ? titlesIn(task.suite) : [];
      expect(Object.keys(omits).filter((title) => !known.includes(title))).toEqual([]);
      for (const [title, reason] of Object.entries(omits)) console.info(`${name} omits "${title}": ${reason}`);
    });

    it('names itself and its codecs, the same each time', async () => {
      expect(shared.mark).toMatch(/\d+\.\d+/);
      const again = await create();
      expect(again.mark).toBe(shared.mark);
      await again.close();
    });

    probingContract(underTest);
    renderingContract(underTest);
    shapingContract(underTest);
    boundsContract(underTest);
    animationContract(underTest);
    effectsContract(underTest);
    overlayContract(underTest);
    textContract(underTest);
    searchContract(underTest);
    batchContract(underTest);
    lifeContract(underTest);
  });
}

function titlesIn({ tasks }: RunnerTestSuite): readonly string[] {
  return tasks.flatMap((task) => [task.name, ...(task.type === 'suite' ? titlesIn(task) : [])]);
}
