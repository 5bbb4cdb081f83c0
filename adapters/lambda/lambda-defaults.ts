// What settings are in a function where nobody says otherwise.
import { renderMemory } from '../node/render-gate.ts';

const mebibyte = 1024 ** 2;

export interface Sandbox {
  /** Of the function, as it is set. */
  readonly memoryBytes: number;
  /** Free bytes where it may write. */
  readonly scratchBytes: number;
}

/** One request at a time, on its own: nothing is shared between renders, and nothing is done when it is idle. */
export function lambdaDefaults({ memoryBytes, scratchBytes }: Sandbox): Record<string, string> {
  const mVol = Math.min(128 * mebibyte, Math.floor(memoryBytes / 8));
  return {
    IMG_DATA: '/tmp/imageserver',
    // No other process: the sandbox is what a hostile file ends (decision 0089).
    IMG_RENDERERS: '0',
    IMG_RENDER_BYTES: String(renderMemory(memoryBytes, mVol, 0)),
    IMG_MVOL_BYTES: String(mVol),
    IMG_EVOL_BYTES: String(Math.min(1024 * mebibyte, Math.floor(scratchBytes / 2))),
    IMG_MODULE_CACHE_BYTES: '0',
    IMG_MEZZANINE_BYTES: '0',
    IMG_REFINE: 'off',
    IMG_METRICS: 'off',
    // What Lambda streams without slowing down; the bucket hands out the rest itself (0093).
    IMG_REDIRECT_BYTES: '6000000',
  };
}
