// A profile as Docker, Podman and kubelets take it, in the form of the runtime specification.

export interface SeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number;
  readonly archMap: readonly { readonly architecture: string }[];
  readonly syscalls: readonly {
    readonly comment: string;
    readonly names: readonly string[];
    readonly action: string;
  }[];
}

export function seccompOf({ defaultAction, defaultErrnoRet, archMap, syscalls }: SeccompProfile): object {
  return {
    defaultAction,
    defaultErrnoRet,
    architectures: archMap.map(({ architecture }) => architecture),
    syscalls: syscalls.map(({ names, action }) => ({ names, action })),
  };
}
