// /metrics as Prometheus reads it, through prom-client. Nothing here is waited for by a request, and a hit of the front
// does not come by: it adds to an integer of its own, which is handed over when somebody looks.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsText, Tell } from '../../../core/index.ts';
import type { Figure } from './figure.ts';
import { figures } from './figures.ts';
import type { Reading } from './reading.ts';

export interface Metrics {
  /** Hears of everything, what is told to the log too, and counts what has a row. */
  readonly observe: Tell;
  add(readings: readonly Reading[]): void;
  /** Called before each look: for those who count by themselves. */
  beforeEach(report: (observe: Tell) => void): void;
  text(): Promise<MetricsText>;
}

type Fields = Readonly<Record<string, unknown>>;

const prefix = 'imageserver_';

export function createMetrics(): Metrics {
  const registry = new Registry();
  const hearers = new Map<string, ((fields: Fields) => void)[]>();
  const reports: ((observe: Tell) => void)[] = [];
  collectDefaultMetrics({ register: registry });
  for (const figure of figures) {
    hearers.set(figure.event, [...(hearers.get(figure.event) ?? []), hearerOf(figure, registry)]);
  }

  const observe: Tell = (event, fields = {}) => {
    for (const hear of hearers.get(event) ?? []) hear(fields);
  };

  return {
    observe,
    add(readings) {
      for (const reading of readings) register(reading, registry);
    },
    beforeEach: (report) => void reports.push(report),
    async text() {
      for (const report of reports) report(observe);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function hearerOf({ name, help, labels, amount, buckets }: Figure, registry: Registry): (fields: Fields) => void {
  const config = { name: prefix + name, help, labelNames: labels, registers: [registry] };
  const labelsOf = (fields: Fields) => Object.fromEntries(labels.map((label) => [label, String(fields[label])]));
  if (buckets === undefined) {
    const counter = new Counter(config);
    return (fields) => counter.inc(labelsOf(fields), Number(fields[amount] ?? 1));
  }
  const histogram = new Histogram({ ...config, buckets: [...buckets] });
  return (fields) => {
    // Whoever stands for many at once has not timed them.
    if (fields[amount] !== undefined) histogram.observe(labelsOf(fields), Number(fields[amount]));
  };
}

function register({ kind, name, help, read }: Reading, registry: Registry): void {
  const config = { name: prefix + name, help, registers: [registry] };
  if (kind === 'gauge') {
    new Gauge({
      ...config,
      async collect() {
        this.set(await read());
      },
    });
    return;
  }
  new Counter({
    ...config,
    async collect() {
      const value = await read();
      this.reset();
      this.inc(value);
    },
  });
}
