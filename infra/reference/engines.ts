// The engines as the reference asks them: what each would refuse of a plan, and what it makes only alike. Only the engines know.
import { approximate as alikeByImages } from '../../adapters/engines/images-binding/approximate.ts';
import { refuseOutput as refuseByImages } from '../../adapters/engines/images-binding/refuse-output.ts';
import { planPasses } from '../../adapters/engines/sharp/passes.ts';
import { approximate as alikeByWasm } from '../../adapters/engines/wasm/approximate.ts';
import { refuseMoving } from '../../adapters/engines/wasm/open-source.ts';
import { refuseOutput as refuseByWasm } from '../../adapters/engines/wasm/refuse-output.ts';
import type { PixelOp } from '../../core/index.ts';
import type { Plan } from '../../core/pipeline/plan.ts';

export interface AskedEngine {
  readonly name: string;
  /** Fails as the engine would, before it reads a byte. */
  refuse(plan: Plan): void;
  readonly approximate: ReadonlySet<PixelOp['op']>;
}

export const engines: readonly AskedEngine[] = [
  {
    name: 'sharp',
    refuse: ({ ops, input }) => planPasses(ops, { ...input, plain: true }),
    approximate: new Set(),
  },
  { name: 'Images binding', refuse: (plan) => refuseByImages(plan, plan.input), approximate: alikeByImages },
  {
    name: 'WebAssembly',
    refuse({ frames, ...plan }) {
      refuseMoving(plan.input);
      refuseByWasm(plan, frames);
    },
    approximate: alikeByWasm,
  },
];
