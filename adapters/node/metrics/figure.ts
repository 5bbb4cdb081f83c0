// What is counted when something happens: rows of `figures.ts`, made by one of three words.

export interface Figure {
  /** Behind `imageserver_`, with its unit (seconds, bytes) and `_total` where it only grows. */
  readonly name: string;
  readonly help: string;
  /** The event of `tell` or `observe` that it hears. */
  readonly event: string;
  /** Fields of the event that become labels. From closed sets: never a name, an address or what a client sent. */
  readonly labels: readonly string[];
  /** The field that says how much; where the event has none, one. */
  readonly amount: string;
  /** Upper bounds of a histogram; undefined for a counter. */
  readonly buckets: readonly number[] | undefined;
}

const row = { labels: [], amount: 'times', buckets: undefined } as const;

/** How often. An event may stand for several `times`. */
export const count = (name: string, help: string, event: string, labels: readonly string[] = []): Figure => ({
  ...row,
  ...{ name, help, event, labels },
});

/** How much in all. */
export const sum = (
  name: string,
  help: string,
  event: string,
  amount: string,
  labels: readonly string[] = [],
): Figure => ({ ...row, ...{ name, help, event, amount, labels } });

/** How long, by the event's field `seconds` or another. */
export const time = (
  name: string,
  help: string,
  event: string,
  labels: readonly string[] = [],
  amount = 'seconds',
): Figure => ({ ...row, ...{ name, help, event, amount, labels, buckets: secondsUpTo } });

const secondsUpTo = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
