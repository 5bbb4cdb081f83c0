// Workers import WebAssembly compiled: wrangler and esbuild take it along as a module of its own.
declare module '*.wasm' {
  const compiled: WebAssembly.Module;
  export default compiled;
}
