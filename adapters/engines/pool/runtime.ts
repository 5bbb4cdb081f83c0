// What stands around the program of a runtime on the command line of a render process, as far as runtimes differ in it.

export interface Runtime {
  /** What stands before its program, nearest to it: an `env` with variables of its own, say. */
  readonly before?: readonly string[];
  /** Where nothing is to be kept from scripts. */
  readonly open: readonly string[];
  /** Where writes, processes and workers are; absent where the runtime has no such fence. */
  readonly fenced?: readonly string[];
}

export const nodeRuntime: Runtime = {
  open: [],
  fenced: ['--permission', '--allow-addons', '--allow-fs-read=*', '--disable-warning=PERM0001'],
};
