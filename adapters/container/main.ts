// The server in a container: the Node target within the limits of its cgroup, with jemalloc in render processes only.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { nodeRuntime } from '../engines/pool/runtime.ts';
import { createJsonLines } from '../node/json-lines.ts';
import { serve } from '../node/serve.ts';
import { readCgroup } from './cgroup.ts';
import { containerDefaults } from './container-defaults.ts';

// Where the image has it (infra/container/Dockerfile). Renders come in all sizes, and it gives memory back.
const jemalloc = '/usr/local/lib/libjemalloc.so.2';

const limits = readCgroup();
const defaults = containerDefaults(limits, availableParallelism());
const preload = existsSync(jemalloc) ? { before: ['env', `LD_PRELOAD=${jemalloc}`] } : {};
createJsonLines((line) => process.stderr.write(line))('container.limits', {
  ...limits,
  defaults,
  jemalloc: 'before' in preload,
});
await serve({ runtime: { ...nodeRuntime, ...preload }, defaults });
