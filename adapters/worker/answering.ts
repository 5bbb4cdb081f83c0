// How a Worker answers, whatever its engine is.

/** Never rejects. `context` is of this request: what goes on after the answer is handed to its `waitUntil`. */
export type Answering = (request: Request, context: ExecutionContext) => Promise<Response>;
