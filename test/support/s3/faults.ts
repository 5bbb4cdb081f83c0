// What the test server does wrong when it is told to.

export interface Call {
  readonly method: string;
  /** What S3 calls it: GetObject, PutObject, ListObjectsV2, … */
  readonly operation: string;
  readonly key: string;
  readonly range?: string;
  /** Whether it asks for the object only if it is, or is not, the one that is known. */
  readonly conditional: boolean;
}

export type Wrong =
  /** Answers so and does nothing. */
  | { readonly status: 409 | 412 | 500 | 503 }
  /** Never answers. */
  | 'stall'
  /** Sends so many bytes of the body and closes the connection. */
  | { readonly truncate: number }
  /** Sends so many bytes of the body and no more. */
  | { readonly stallAfter: number }
  /** Sends a body in which one bit has flipped. */
  | 'flip'
  /** Does what was asked and closes the connection without a word. */
  | 'lose-answer';

export interface Fault {
  readonly on: (call: Call) => boolean;
  readonly wrong: Wrong;
  /** How often; without it, until faults are cleared. */
  readonly times?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** What shall go wrong with this call. */
  of(call: Call): Wrong | undefined;
}

export function createFaults(): Faults {
  let left: { fault: Fault; times: number }[] = [];
  return {
    add: (fault) => void left.push({ fault, times: fault.times ?? Number.POSITIVE_INFINITY }),
    clear() {
      left = [];
    },
    of(call) {
      const found = left.find(({ fault, times }) => times > 0 && fault.on(call));
      if (found === undefined) return undefined;
      found.times -= 1;
      return found.fault.wrong;
    },
  };
}
