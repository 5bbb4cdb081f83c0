// Random numbers that are the same for the same seed: what a run tries can be tried again. (When a kill meets it
// cannot: that is the machine's.)

export interface Random {
  readonly seed: number;
  /** At least 0, below `bound`, whole. */
  below(bound: number): number;
}

/** Mulberry32 (Tommy Ettinger, public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    seed,
    below(bound) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
    },
  };
}

/** The seed of a run: what the environment says, or another one each time. */
export function seedOfRun(): number {
  return Number(process.env.IMG_TEST_SEED ?? Date.now() % 1_000_000);
}
