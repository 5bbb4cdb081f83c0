// Ends a run with one plain line that any continuous integration can read, after everything else that is printed.
// Whatever keeps the run from being whole counts as failed: the line never says 0 failed where the exit code is not 0.
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = unhandled.length;
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      // A file that could not be loaded, or a hook that failed, leaves tests that only look skipped.
      for (const part of [module, ...module.children.allSuites()]) broken += part.errors().length;
    }
    const failed = count.failed + broken;
    // No test file at all, or a run that was cut short.
    const least = reason === 'passed' ? 0 : 1;
    const line = `${count.passed} passed, ${Math.max(failed, least)} failed, ${count.skipped + count.pending} skipped`;
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
  }
}
