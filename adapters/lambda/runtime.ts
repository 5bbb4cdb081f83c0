// What the runtime of Lambda hands to a function, as far as it is used here.

/** Not all of a Writable: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
export interface ResponseStream extends NodeJS.EventEmitter {
  setContentType(type: string): void;
  /** False: wait for `drain`. */
  write(bytes: Uint8Array | string): boolean;
  end(): unknown;
}

export interface Context {
  /** Until the sandbox is ended, whatever it is at. */
  getRemainingTimeInMillis(): number;
}

export type StreamHandler = (event: unknown, stream: ResponseStream, context: Context) => Promise<void>;

export interface AwsLambda {
  /** Marks a handler as one that writes its answer. */
  streamifyResponse(handler: StreamHandler): unknown;
}
