import { describe, expect, test } from 'vitest';
import { createRecentReads } from '../../../../adapters/volumes/segments/recent-reads.ts';

const minute = 60_000;

function open() {
  const state = { now: 0, diskReads: 0 };
  const recent = createRecentReads(
    () => state.now,
    () => state.diskReads,
  );
  /** How many minutes an entry that was just added is known. */
  const span = () => {
    recent.add(7);
    for (let minutes = 0; ; minutes += 1) {
      if (!recent.has(7)) return minutes;
      state.now += minute;
    }
  };
  return { state, recent, span };
}

describe('reads that need no thread', () => {
  test('are those of the last minute, and of twice as long each time all were quick, up to an hour', () => {
    const { span } = open();
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(span)).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
  });

  test('are those of a minute again after one that came from the disk', () => {
    const { span, recent, state } = open();
    for (let times = 0; times < 4; times += 1) span();
    recent.took(0.01);
    recent.took(8);
    // Nothing was read from a disk meanwhile: that was another program's turn on the processor.
    expect(span()).toBe(16);
    state.diskReads += 8;
    recent.took(8);
    expect(span()).toBe(1);
    recent.took(80);
    expect(span()).toBe(1);
  });
});
