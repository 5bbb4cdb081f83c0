// How many calls may be made again: as many as a short trouble needs, and a tenth of all calls in a long one. A store that
// is out of breath is not asked three times for everything.

export interface RetryBudget {
  /** Whether one more may be made again. */
  take(): boolean;
  /** A call was answered. */
  answered(): void;
}

const most = 100;
const eachAnswer = 0.1;

export function createRetryBudget(): RetryBudget {
  let left = most;
  return {
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    answered() {
      left = Math.min(most, left + eachAnswer);
    },
  };
}
