// What settings are in a container where nobody says otherwise.
import { renderMemory } from '../node/render-gate.ts';
import type { CgroupLimits } from './cgroup.ts';

const mebibyte = 1024 ** 2;
// Below it, renderers make room for one another; a render process and what it works on.
const rendererBytes = 256 * mebibyte;

/** `processors`: those that the machine shows, whatever may be used of them. */
export function containerDefaults({ memoryBytes, cpus }: CgroupLimits, processors: number): Record<string, string> {
  const renderers = Math.max(
    1,
    Math.min(Math.ceil(cpus ?? processors), Math.floor((memoryBytes ?? Infinity) / rendererBytes)),
  );
  return {
    HOST: '0.0.0.0',
    IMG_DATA: '/data',
    // As long as load balancers take to notice: three probes of a second each, and some.
    IMG_DRAIN_DELAY_MILLIS: '5000',
    IMG_RENDERERS: String(Math.min(renderers, processors)),
    ...(memoryBytes === undefined ? {} : memoryDefaults(memoryBytes, renderers)),
  };
}

function memoryDefaults(memoryBytes: number, renderers: number): Record<string, string> {
  const mVol = Math.min(128 * mebibyte, Math.floor(memoryBytes / 8));
  const moduleCache = Math.min(64 * mebibyte, Math.floor(memoryBytes / 16));
  return {
    IMG_MVOL_BYTES: String(mVol),
    IMG_MODULE_CACHE_BYTES: String(moduleCache),
    IMG_RENDER_BYTES: String(renderMemory(memoryBytes, mVol + moduleCache, renderers)),
  };
}
