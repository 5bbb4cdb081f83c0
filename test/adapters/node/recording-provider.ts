// A provider of OpenTelemetry that says each span that ended on standard error, as one line. Loaded by `node --import`
// before the server, as an operator loads the SDK's.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanStatus,
  trace,
} from '@opentelemetry/api';

const current = new AsyncLocalStorage<Context>();

context.setGlobalContextManager({
  active: () => current.getStore() ?? ROOT_CONTEXT,
  with: (inner, work, self, ...args) => current.run(inner, () => work.apply(self, args)),
  bind: (_inner, target) => target,
  enable: () => context as never,
  disable: () => context as never,
});

propagation.setGlobalPropagator({
  inject: () => {},
  fields: () => ['traceparent'],
  extract(from, carrier, getter) {
    const [, traceId, spanId] = /^00-(\w{32})-(\w{16})-01$/.exec(String(getter.get(carrier, 'traceparent'))) ?? [];
    if (traceId === undefined || spanId === undefined) return from;
    return trace.setSpanContext(from, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
});

function start(name: string, attributes: Attributes, parent: SpanContext | undefined): Span {
  const own = { traceId: parent?.traceId ?? randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
  const kept: Attributes = { ...attributes };
  let status: SpanStatus | undefined;
  const span = {
    spanContext: () => ({ ...own, traceFlags: 1 }),
    setAttribute: (key: string, value: string | number) => Object.assign(kept, { [key]: value }) && span,
    setStatus: (given: SpanStatus) => {
      status = given;
      return span;
    },
    isRecording: () => true,
    end: () =>
      void process.stderr.write(`${JSON.stringify({ span: name, ...own, parent: parent?.spanId, kept, status })}\n`),
  } as unknown as Span;
  return span;
}

trace.setGlobalTracerProvider({
  getTracer: () => ({
    startSpan: (name: string, options: { attributes?: Attributes } = {}, inside = context.active()) =>
      start(name, options.attributes ?? {}, trace.getSpanContext(inside)),
    startActiveSpan(name: string, options: { attributes?: Attributes }, work: (span: Span) => never) {
      const inside = context.active();
      const span = start(name, options.attributes ?? {}, trace.getSpanContext(inside));
      return context.with(trace.setSpan(inside, span), () => work(span));
    },
  }),
} as unknown as Parameters<typeof trace.setGlobalTracerProvider>[0]);
