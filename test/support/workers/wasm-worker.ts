// A Worker of the WebAssembly engine alone: renders what a test hands it, and tells the bytes of each memory that codecs have.
import { createWasmEngine } from '../../../adapters/engines/wasm/wasm-engine.ts';
import { answerTasks } from './answer-tasks.ts';

const memories: WeakRef<WebAssembly.Memory>[] = [];

const Plain = WebAssembly.Instance;
WebAssembly.Instance = class extends Plain {
  constructor(compiled: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(compiled, imports);
    const memory = Object.values(this.exports).find((one) => one instanceof WebAssembly.Memory);
    if (memory !== undefined) memories.push(new WeakRef(memory));
  }
};

export default {
  fetch: (request) =>
    answerTasks(
      request,
      (limits) => createWasmEngine({ limits }),
      () => memories.map((memory) => memory.deref()?.buffer.byteLength ?? 0),
    ),
} satisfies ExportedHandler;
