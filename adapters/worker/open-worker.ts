// Where the Worker is put together: its engine is chosen by what is bound, and what answers is handed back.
import { Failure, refuse, type Settings, type Tell } from '../../core/index.ts';
import type { Answering } from './answering.ts';
import { chooseEngine, type EngineName } from './choose-engine.ts';
import { type Env, settingsOf } from './env.ts';
import { openOrigin } from './origin/open-origin.ts';

/** Settings that cannot be used are told once, and answered with 500 from then on: a Worker has no start that could fail. */
export function openWorker(env: Env, tell: Tell): Answering {
  try {
    const settings = settingsOf(env);
    const engine = chooseEngine(env, settings);
    tell('worker.open', { engine });
    return open(engine, settings, tell);
  } catch (error) {
    tell('worker.fail', { error });
    const failure = new Failure('internal', 'The settings of this Worker cannot be used; its log says why.');
    return async () => refuse(failure);
  }
}

function open(engine: EngineName, settings: Settings, tell: Tell): Answering {
  const { originUrl } = settings;
  if (engine === 'origin' && originUrl !== undefined) return openOrigin({ ...settings, originUrl }, tell);
  return async (request) => {
    if (new URL(request.url).pathname === '/healthz') return Response.json({ status: 'ok' });
    return refuse(new Failure('not-found', 'There is nothing under this URL.'));
  };
}
