// A Worker of the WebAssembly engine alone: renders what a test hands it.
import { createWasmEngine } from '../../../adapters/engines/wasm/wasm-engine.ts';
import { answerTasks } from './answer-tasks.ts';

export default {
  fetch: (request) => answerTasks(request, (limits) => createWasmEngine({ limits })),
} satisfies ExportedHandler;
