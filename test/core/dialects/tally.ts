// Counts the URLs that a dialect's tests have tried, and prints them as a row when its file is done.
import { afterAll } from 'vitest';

export interface Tally {
  /** Were answered as they should be. */
  agreed: number;
  /** Were refused as they should be. */
  refused: number;
}

/** For the top of a test file. A row that agreed to nothing fails. */
export function tallyOf(dialect: string): Tally {
  const tally = { agreed: 0, refused: 0 };
  afterAll(() => {
    const { agreed, refused } = tally;
    console.log(`${dialect}: ${agreed + refused} URLs tried, ${agreed} agreed, ${refused} refused as they should be.`);
  });
  return tally;
}
