// What stands on the command line of a runtime before a module, as far as runtimes differ in it.

export interface Runtime {
  /** Where nothing is to be kept from scripts. */
  readonly open: readonly string[];
  /** Where writes, processes and workers are; absent where the runtime has no such fence. */
  readonly fenced?: readonly string[];
}

export const nodeRuntime: Runtime = {
  open: [],
  fenced: ['--permission', '--allow-addons', '--allow-fs-read=*', '--disable-warning=PERM0001'],
};
