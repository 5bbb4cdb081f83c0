// The entry of the Cloudflare Worker (wrangler.toml).
import { waitUntil } from 'cloudflare:workers';
import { keepUp } from './alone/upkeep.ts';
import type { Answering } from './answering.ts';
import type { Env } from './env.ts';
import { createJsonLines } from './json-lines.ts';
import { openWorker } from './open-worker.ts';

// What is bound is the same for all requests of an isolate, and known with the first.
let answering: Answering | undefined;
const tell = createJsonLines((line) => console.log(line));

export default {
  fetch(request, env, context) {
    answering ??= openWorker(env, { tell, keepAlive: waitUntil });
    return answering(request, context);
  },
  // A Worker in front of a server has nothing of its own.
  async scheduled(_, { BUCKET: bucket }) {
    if (bucket !== undefined) await keepUp({ bucket, keepAlive: waitUntil, tell });
  },
} satisfies ExportedHandler<Env>;
