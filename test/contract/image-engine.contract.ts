// What every ImageEngine does, whatever is behind it. Needs jpg, png, webp, gif and avif as inputs, and not tiff.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import type { EngineUnderTest } from './image-engine/tasks.ts';
import { textContract } from './image-engine/text-contract.ts';

export function imageEngineContract(name: string, create: EngineUnderTest['create']): void {
  describe(`${name} as an image engine`, () => {
    let shared: ImageEngine;
    beforeAll(async () => {
      shared = await create();
    });
    afterAll(() => shared.close());
    const underTest: EngineUnderTest = { engine: () => shared, create };

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
