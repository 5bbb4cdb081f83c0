// In what order test files begin. Without figures of earlier runs, as in a fresh clone, vitest begins with the largest files;
// but those that run a contract are small and take longest, and the last of them would be alone at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Of those that took 19 s or more of CPU or of waiting, the longest first.
const longest = [
  'targets/container/image',
  'adapters/engines/pool/engine-pool',
  'crash/kill',
  'targets/worker/origin-contract',
  'adapters/engines/sharp/sharp-engine',
  'targets/lambda/function',
  'adapters/node/maintenance/back-up-store',
  'crash/races',
  'targets/worker/origin',
  'targets/node/restart',
].map((name) => `/test/${name}.test.ts`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const first = longest.flatMap((end) => others.filter(({ moduleId }) => moduleId.endsWith(end)));
    return [...first, ...others.filter((file) => !first.includes(file))];
  }
}
