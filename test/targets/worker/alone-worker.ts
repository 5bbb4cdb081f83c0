// The Worker that stands alone, with an engine of the tests'.
import { waitUntil } from 'cloudflare:workers';
import { aloneDefaults } from '../../../adapters/worker/alone/alone-defaults.ts';
import { openAlone } from '../../../adapters/worker/alone/open-alone.ts';
import type { Answering } from '../../../adapters/worker/answering.ts';
import { type Env, settingsOf } from '../../../adapters/worker/env.ts';
import { createTestEngine } from './images-engine.ts';

let answering: Answering | undefined;

export default {
  fetch(request: Request, env: Env, context: Parameters<Answering>[1]) {
    answering ??= openAlone({
      settings: settingsOf(env, aloneDefaults),
      bucket: env.BUCKET as Parameters<typeof openAlone>[0]['bucket'],
      engine: async () => createTestEngine(env.IMAGES as unknown as Parameters<typeof createTestEngine>[0]),
      decodes: ['jpg', 'png', 'webp'],
      makesAvif: true,
      keepAlive: waitUntil,
      tell: (event, fields) => console.log(event, String(fields?.error ?? '')),
    });
    return answering(request, context);
  },
};
