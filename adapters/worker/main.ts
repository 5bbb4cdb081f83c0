// The entry of the Cloudflare Worker (wrangler.toml).
import { waitUntil } from 'cloudflare:workers';
import type { Answering } from './answering.ts';
import type { Env } from './env.ts';
import { createJsonLines } from './json-lines.ts';
import { openWorker } from './open-worker.ts';

// What is bound is the same for all requests of an isolate, and known with the first.
let answering: Answering | undefined;

export default {
  fetch(request, env, context) {
    answering ??= openWorker(env, {
      tell: createJsonLines((line) => console.log(line)),
      keepAlive: waitUntil,
    });
    return answering(request, context);
  },
} satisfies ExportedHandler<Env>;
