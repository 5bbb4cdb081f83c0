// The Worker of a suite inside workerd: says which cases there are, and runs one.
import { cases, expect, loadExpect } from './vitest.ts';

/** Of every suite: it must not pass. */
export const control = 'a case that fails inside workerd fails here (control)';

export interface CasesEnv<Env> {
  /** What is bound to the Worker; known while a case runs. */
  readonly env: Env;
  /** Of the running case's request. */
  waitUntil(work: Promise<unknown>): void;
}

export function answerCases<Env>(): { running(): CasesEnv<Env>; handler: unknown } {
  let now: CasesEnv<Env> | undefined;
  return {
    running() {
      if (now === undefined) throw new Error('No case is running.');
      return now;
    },
    handler: {
      async fetch(request: Request, env: Env, context: { waitUntil(work: Promise<unknown>): void }) {
        if (request.method === 'GET') {
          return Response.json(cases.map(({ title, run }) => ({ title, isSkipped: run === undefined })));
        }
        const title = await request.text();
        const run = title === control ? fails : cases.find((one) => one.title === title)?.run;
        if (run === undefined) return new Response(`There is no case "${title}".`, { status: 404 });
        await loadExpect();
        now = { env, waitUntil: (work) => context.waitUntil(work) };
        try {
          await run();
          return new Response('passed');
        } catch (error) {
          const { message, stack } = error as Error;
          return new Response(`${message}\n${stack}`, { status: 500 });
        }
      },
    },
  };
}

function fails(): void {
  expect('inside').toBe('outside');
}
