// Chooses the engine by the settings: sharp in child processes, or in this one.
import { availableParallelism } from 'node:os';
import { type ImageEngine, limitsOf, type Settings, type Tell } from '../../core/index.ts';
import { createEnginePool } from '../engines/pool/engine-pool.ts';
import type { Runtime } from '../engines/pool/runtime.ts';
import { createSharpEngine } from '../engines/sharp/sharp-engine.ts';
import { chooseConfinement } from './choose-confinement.ts';
import { loadModules } from './load-modules.ts';
import { spareRenderers } from './render-gate.ts';

// From sources the child is a .ts file, in a build it lies beside this code as .mjs.
const childFile = import.meta.url.endsWith('.ts') ? './render-child.ts' : './render-child.mjs';

/** `runtime`: the one that render processes are started with; Node where it is not said. */
export async function openEngine(settings: Settings, tell: Tell, runtime?: Runtime): Promise<ImageEngine> {
  const { inputs, rendererTasks: tasks, rendererBytes: rssBytes, quarantineSeconds } = settings;
  const limits = limitsOf(settings);
  const renderers = renderersOf(settings);
  if (renderers === 0) return createSharpEngine({ limits, inputs, modules: await loadModules(settings.modules) });
  return createEnginePool({
    entry: new URL(childFile, import.meta.url),
    renderers: spareRenderers(renderers),
    dearRenderers: renderers,
    limits,
    config: { limits, inputs, modules: settings.modules },
    confinement: await chooseConfinement(settings, limits, tell, runtime),
    wear: { tasks, rssBytes },
    quarantineMillis: quarantineSeconds * 1000,
    tell,
  });
}

export function renderersOf({ renderers }: Settings): number {
  return renderers ?? availableParallelism();
}
