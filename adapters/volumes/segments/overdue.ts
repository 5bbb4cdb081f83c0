// Watches work for taking too long, with one timer for all of it: a timer of its own for each piece would be felt.

export interface Overdue {
  underWay(): number;
  /** Whether there is work under way that has taken too long. */
  isAny(): boolean;
  /** Calls `late` once if the work has not ended in time, which is up to half as long again; answers what ends it. */
  begin(late: () => void): () => void;
}

/** `onLate` hears of each piece of work that is late, after its own `late`. */
export function createOverdue(patienceMillis: number, onLate: () => void): Overdue {
  const pieces = new Set<{ readonly startedAt: number; readonly late: () => void; isLate: boolean }>();
  let lateCount = 0;
  let isWatching = false;

  const look = () => {
    isWatching = false;
    for (const piece of pieces) {
      if (piece.isLate || performance.now() - piece.startedAt < patienceMillis) continue;
      piece.isLate = true;
      lateCount += 1;
      piece.late();
      onLate();
    }
    if (pieces.size > 0) watch();
  };
  const watch = () => {
    if (!isWatching) setTimeout(look, patienceMillis / 2);
    isWatching = true;
  };

  return {
    underWay: () => pieces.size,
    isAny: () => lateCount > 0,
    begin(late) {
      const piece = { startedAt: performance.now(), late, isLate: false };
      pieces.add(piece);
      watch();
      return () => {
        pieces.delete(piece);
        if (piece.isLate) lateCount -= 1;
      };
    },
  };
}
