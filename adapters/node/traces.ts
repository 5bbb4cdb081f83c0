// Spans of OpenTelemetry, where a provider was registered before the server is opened (`node --import ./provider.mjs …`).
// Without one nothing is wrapped, so nothing is paid. Hits of the front are not traced: a span costs more than they do.
import {
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Dispatcher, Handlers, Planner } from '../../core/index.ts';

export interface Traced {
  readonly handlers: Handlers;
  readonly planner: Planner;
}

// What a request may wait for, by the handler that does it.
const spanOf: Partial<Record<keyof Handlers, string>> = {
  getImgMeta: 'head',
  getSource: 'head',
  pDbImgMeta: 'head',
  mVolImgRead: 'read',
  eVolImgRead: 'read',
  pVolImgRead: 'read',
  imgRender: 'render',
  mVolImgWrite: 'write',
  pVolImgWrite: 'write',
};

export function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  // Without one it is a proxy for the one that does nothing, which all such proxies share.
  return (
    !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== new ProxyTracerProvider().getDelegate()
  );
}

export function traceSteps({ handlers, planner }: Traced): Traced {
  const traced = Object.entries(spanOf).map(([name, span]) => {
    const handle = handlers[name as keyof Handlers] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => within(`imageserver.${span}`, { 'imageserver.handler': name }, () => handle(...args)),
    ];
  });
  return {
    handlers: { ...handlers, ...Object.fromEntries(traced) },
    planner: { ...planner, plan: (...asked) => within('imageserver.plan', {}, () => planner.plan(...asked)) },
  };
}

/** One span a request, a child of the client's where it sent a `traceparent`. Its target is not in it: names are users' data. */
export function traceRequests({ fetch }: Dispatcher): Dispatcher {
  const fields = { get: (headers: Headers, name: string) => headers.get(name) ?? undefined, keys: () => [] };
  return {
    fetch(request, arrival) {
      const caller = propagation.extract(context.active(), request.headers, fields);
      const attributes = { 'http.request.method': request.method };
      const answer = (span: Span) =>
        fetch(request, arrival).then((response) => {
          span.setAttribute('http.response.status_code', response.status);
          return response;
        });
      return context.with(caller, () => within('imageserver.request', attributes, answer, SpanKind.SERVER));
    },
  };
}

function within<T>(
  name: string,
  attributes: Readonly<Record<string, string>>,
  work: (span: Span) => T,
  kind = SpanKind.INTERNAL,
): T {
  return trace.getTracer('imageserver').startActiveSpan(name, { attributes, kind }, (span) => {
    const fail = (error: unknown): never => {
      // Its code, not its words: they may quote what a client sent.
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as { code?: string }).code ?? 'internal' });
      span.end();
      throw error;
    };
    try {
      const done = work(span);
      if (!(done instanceof Promise)) return end(span, done);
      return done.then((value) => end(span, value), fail) as T;
    } catch (error) {
      return fail(error);
    }
  });
}

function end<T>(span: Span, value: T): T {
  span.end();
  return value;
}
