// A write that was allowed by what was found, into a store that others write into as well.
import { Failure } from '../failure.ts';

// A busy name is written a few times a second, and a write takes a tenth of that.
const attempts = 6;

/**
 * Looks again where `write` fails with `precondition-failed`, because something else is there by now. What `look` fails
 * with is its own. Fails with `overloaded` where that never ends.
 */
export async function unlessOvertaken<Before, T>(
  look: () => Promise<Before>,
  write: (before: Before) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await look();
    try {
      return await write(before);
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'precondition-failed')) throw error;
    }
  }
  throw new Failure('overloaded', 'The image is being changed by others faster than it can be written.');
}
