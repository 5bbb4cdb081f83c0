// The far end of `remoteEngine`: carries one task out and answers with what came of it, bytes in base64.
import { defaultLimits, failureOf, type ImageEngine, type Limits } from '../../../core/index.ts';
import { packed, unpacked } from './packed.ts';

type Method = 'probe' | 'render' | 'renderBatch' | 'bounds' | 'mark';

export async function answerTasks(
  request: Request,
  create: (limits: Limits) => ImageEngine,
  sent: () => readonly unknown[] = () => [],
): Promise<Response> {
  const { method, task, limits } = unpacked(await request.text()) as {
    readonly method: Method;
    readonly task: never;
    readonly limits: Partial<Limits>;
  };
  const engine = create({ ...defaultLimits, ...limits });
  try {
    return answer({ result: await carriedOut(engine, method, task), sent: sent() });
  } catch (error) {
    const { code, message, detail, cause } = failureOf(error);
    return answer({
      failure: { code, message, detail, cause: String((cause as Error)?.stack ?? cause) },
      sent: sent(),
    });
  }
}

async function carriedOut(engine: ImageEngine, method: Method, task: never): Promise<unknown> {
  if (method === 'mark') return engine.mark;
  if (method !== 'renderBatch') return engine[method](task);
  const results: unknown[] = [];
  await engine.renderBatch(task, (place, result) => {
    const plain = result instanceof Error ? { code: result.code, message: result.message } : result;
    results.push([place, plain]);
  });
  return results;
}

function answer(body: unknown): Response {
  return new Response(packed(body));
}
