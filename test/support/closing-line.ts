// Ends a run with one plain line that any continuous integration can read.
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      // A file that could not even be loaded has no tests to count; it must not look like a pass.
      if (module.errors().length > 0) broken += 1;
    }
    process.stdout.write(
      `\n${count.passed} passed, ${count.failed + broken} failed, ${count.skipped + count.pending} skipped\n`,
    );
  }
}
