// Interleaves contenders: one slot each a round, in shuffled order, and compares them inside each round,
// so that a machine that is slower now and then is slow for all (performance.md's method).

export interface Contender {
  readonly name: string;
  /** Does one slot of work; answers CPU milliseconds a request. */
  slot(): Promise<number>;
}

export interface Comparison {
  readonly name: string;
  /** Medians over the rounds. */
  readonly cpuMillis: number;
  /** CPU against the first contender's of the same round: median, lowest, highest. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The first contender is the baseline. */
export async function compare(contenders: readonly Contender[], rounds: number): Promise<Comparison[]> {
  const slots = await playRounds(contenders, rounds);
  return contenders.map((contender, index) => summarise(contender.name, index, slots));
}

/** What each contender's slot cost, round by round. One slot each is run and thrown away before the first round. */
export async function playRounds(
  contenders: readonly { slot(): Promise<number> }[],
  rounds: number,
): Promise<number[][]> {
  for (const contender of contenders) await contender.slot();
  const slots: number[][] = [];
  for (let round = 0; round < rounds; round += 1) slots.push(await playRound(contenders));
  return slots;
}

async function playRound(contenders: readonly { slot(): Promise<number> }[]): Promise<number[]> {
  const costs: number[] = [];
  for (const index of shuffled(contenders.length)) costs[index] = (await contenders[index]?.slot()) ?? 0;
  return costs;
}

function summarise(name: string, index: number, slots: readonly number[][]): Comparison {
  const ratios = slots.map((round) => (round[index] ?? 0) / (round[0] ?? 1));
  return {
    name,
    cpuMillis: median(slots.map((round) => round[index] ?? 0)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function shuffled(length: number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
