// What is under way, so that it can be waited for: behind an answer the sandbox is frozen, and what is half done then
// goes on minutes later, over dead connections, or never.

export interface InFlight {
  /** The same port; promises of its calls are seen. */
  watch<T extends object>(port: T): T;
  /** Resolves when nothing is under way any more, nor anything that followed from it at once. */
  settled(): Promise<void>;
}

export function createInFlight(): InFlight {
  const underWay = new Set<PromiseLike<unknown>>();

  const see = (given: unknown): unknown => {
    if (!isPromise(given)) return given;
    const done = () => void underWay.delete(given);
    underWay.add(given);
    given.then(done, done);
    return given;
  };

  return {
    watch: (port) =>
      new Proxy(port, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => see(member.apply(target, given));
        },
      }),

    async settled() {
      for (await aTurn(); underWay.size > 0; await aTurn()) await Promise.allSettled(underWay);
    },
  };
}

function isPromise(given: unknown): given is PromiseLike<unknown> {
  return typeof given === 'object' && given !== null && 'then' in given;
}

// What follows from an answer in microtasks has begun by then.
function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
