// The server under Deno: what the Node target is, through Deno's own node: interfaces, with Deno in its render processes.
// What it has to be allowed is in README.md beside this file.
import type { Runtime } from '../engines/pool/runtime.ts';
import { serve } from '../node/serve.ts';

// Modules come from this checkout and its node_modules, and nothing is ever asked at a terminal.
const always = ['run', '--no-prompt', '--no-remote', '--cached-only', '--no-lock', '--quiet'];

const denoRuntime: Runtime = {
  open: [...always, '--allow-all'],
  // A decoder is native code (ffi), which looks at its machine (sys) and at what it is told (env); it reads its own
  // libraries, fonts and sources. No net, no write, no run.
  fenced: [...always, '--allow-read', '--allow-ffi', '--allow-env', '--allow-sys'],
};

await serve({ runtime: denoRuntime });
