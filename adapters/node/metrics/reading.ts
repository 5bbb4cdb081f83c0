// What is looked at when /metrics is asked for: rows of `readings.ts`.

export interface Reading {
  readonly kind: 'gauge' | 'counter';
  /** Behind `imageserver_`. */
  readonly name: string;
  readonly help: string;
  read(): number | Promise<number>;
}

export const gauge = (name: string, help: string, read: Reading['read']): Reading => ({
  kind: 'gauge',
  name,
  help,
  read,
});

/** For what only grows and is counted where it happens, because it happens too often for an event. */
export const total = (name: string, help: string, read: Reading['read']): Reading => ({
  kind: 'counter',
  name,
  help,
  read,
});
