// One request, from its event to the end of all that it has left to do, within the time that the sandbox has.
import { failureOf, refuse, type Tell, unlessAborted, withDeadline } from '../../core/index.ts';
import { type BufferedAnswer, bufferAnswer } from './buffer-answer.ts';
import type { OpenedFunction } from './open-function.ts';
import type { Context, StreamHandler } from './runtime.ts';
import { streamAnswer } from './stream-answer.ts';
import { isUrlEvent, readUrlEvent, type UrlEvent } from './url-event.ts';

export interface Answering {
  readonly stream: StreamHandler;
  buffer(event: unknown, context: Context): Promise<BufferedAnswer>;
}

// What it takes to refuse and to hand that over, before Lambda ends the sandbox and answers in its own words.
const marginMillis = 500;

const never = new AbortController().signal;

export function createAnswering({ fetch, settled }: Pick<OpenedFunction, 'fetch' | 'settled'>, tell: Tell): Answering {
  const answerTo = async (event: UrlEvent, late: AbortSignal): Promise<Response> => {
    try {
      const { request, arrival } = readUrlEvent(event);
      return await unlessAborted(late, () => fetch(request, { ...arrival, signal: late }));
    } catch (error) {
      return refused(error);
    }
  };

  const refused = (error: unknown): Response => {
    const failure = failureOf(error);
    tell('lambda.refuse', { code: failure.code, error });
    return refuse(failure);
  };

  const work = async <T>(
    event: unknown,
    context: Context,
    send: (response: Response, late: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    if (!isUrlEvent(event)) throw new Error('Expected an event of a function URL, payload format 2.0.');
    const millis = Math.max(0, context.getRemainingTimeInMillis() - marginMillis);
    return withDeadline(millis, never, async (late) => {
      const response = await answerTo(event, late);
      // What is refused because it is late is sent all the same.
      const sent = await send(response, late.aborted ? never : late);
      await unlessAborted(late, settled).catch((error: unknown) => tell('lambda.unfinished', { error }));
      return sent;
    });
  };

  return {
    stream: (event, stream, context) => work(event, context, (response, late) => streamAnswer(response, stream, late)),
    buffer: (event, context) =>
      work(event, context, (response, late) =>
        unlessAborted(late, () => bufferAnswer(response)).catch((error: unknown) => bufferAnswer(refused(error))),
      ),
  };
}
