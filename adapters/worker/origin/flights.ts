// Equal requests of one isolate at one time are one request to the origin. A stream belongs to the request that opened it, so
// what is shared are bytes; what is too large for that is asked by each on its own.

/** Plain data: any request may use it. */
export interface Landed {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly bytes: ArrayBuffer;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

export interface Flights {
  /** Fails as `ask` does, for all who are waiting. The work goes on when the client who began it leaves: others may wait. */
  fly(key: string, flight: Flight): Promise<Flown>;
}

export interface Flight {
  ask(): Promise<Own>;
  /** Until it resolves, who comes joins. It never rejects. */
  keep(landed: Landed): Promise<void>;
  waitUntil(work: Promise<unknown>): void;
}

/** One request's answer, whose body nobody else reads. */
export interface Own {
  readonly response: Response;
  readonly askedAt: number;
}

export type Flown = { readonly landed: Landed; readonly joined: boolean } | { readonly own: Own };

type Outcome = { readonly landed: Landed } | { readonly failed: unknown } | 'too-large';

/** `patienceMillis`: after them who joined asks on its own, whatever has become of the one who began. */
export function createFlights({ shareBytes, patienceMillis }: { shareBytes: number; patienceMillis: number }): Flights {
  const flying = new Map<string, Promise<Outcome>>();

  const begin = async ({ ask, keep }: Flight, land: (outcome: Outcome) => void): Promise<Flown> => {
    try {
      const own = await ask();
      const { response, askedAt } = own;
      if (!(Number(response.headers.get('content-length') ?? Number.NaN) <= shareBytes)) {
        land('too-large');
        return { own };
      }
      const bytes = await response.arrayBuffer();
      const landed = { status: response.status, headers: [...response.headers], bytes, askedAt };
      land({ landed });
      await keep(landed);
      return { landed, joined: false };
    } catch (failed) {
      land({ failed });
      throw failed;
    }
  };

  return {
    async fly(key, flight) {
      const other = flying.get(key);
      if (other !== undefined) {
        const outcome = await unlessTooLong(other, patienceMillis);
        if (typeof outcome === 'string') return { own: await flight.ask() };
        if ('failed' in outcome) throw outcome.failed;
        return { ...outcome, joined: true };
      }
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      flying.set(key, promise);
      const work = begin(flight, resolve).finally(() => flying.delete(key));
      flight.waitUntil(work.catch(() => {}));
      return work;
    },
  };
}

// The timer is of the request that waits: the one that began may have been ended with all that was its own.
async function unlessTooLong(other: Promise<Outcome>, millis: number): Promise<Outcome | 'too-long'> {
  const { promise, resolve } = Promise.withResolvers<'too-long'>();
  const timer = setTimeout(() => resolve('too-long'), millis);
  try {
    return await Promise.race([other, promise]);
  } finally {
    clearTimeout(timer);
  }
}
