// Runs what should be refused and hands back the refusal. Anything but a Failure, and no refusal at all, fails the test.
import { Failure } from '../../core/failure.ts';

export function failureFrom(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Expected a Failure, but nothing was refused.');
}
