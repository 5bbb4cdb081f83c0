// What became of a hostile file: sent like any upload, and where it was stored, rendered in the dearest plain way.
export interface Fate {
  readonly name: string;
  /** Of the upload, and of the render where there was one. */
  readonly upload: number;
  readonly render: number | undefined;
  /** From the last attempt's first byte to its answer; earlier ones were told to come back. */
  readonly millis: number;
}

export interface Target {
  readonly url: string;
  readonly token: string;
}

// A server that is busy says so: a client comes back. One that says it for ever has failed.
const attempts = 200;
const pauseMillis = 250;

export async function fateOf(target: Target, name: string, bytes: Uint8Array): Promise<Fate> {
  const sent = await uploaded(target, name, bytes);
  if (sent.upload >= 300) return sent;
  // A turn wants all pixels at once.
  const get = () => fetch(`${target.url}/img/rotate=90,w=200/bombs/${encodeURIComponent(name)}`);
  const { status: render } = await settled(get);
  return { ...sent, render };
}

export async function uploaded({ url, token }: Target, name: string, bytes: Uint8Array): Promise<Fate> {
  const put = () =>
    fetch(`${url}/api/images/bombs/${encodeURIComponent(name)}`, {
      method: 'PUT',
      // Not a copy: many that are made at once would keep whoever sends them from anything else.
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { authorization: `Bearer ${token}` },
    });
  const { status: upload, millis } = await settled(put);
  return { name, upload, render: undefined, millis };
}

async function settled(send: () => Promise<Response>): Promise<{ status: number; millis: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = performance.now();
    const answer = await send();
    const { code } = answer.ok ? { code: '' } : ((await answer.json()) as { code: string });
    if (answer.ok) await answer.arrayBuffer();
    const busy = (answer.status === 503 && code === 'overloaded') || answer.status === 429;
    if (!busy || attempt === attempts) return { status: answer.status, millis: performance.now() - sent };
    await new Promise((resolve) => setTimeout(resolve, pauseMillis));
  }
}

/** Works through the list, so many at a time. */
export async function inFlight<T, R>(list: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, lane));
  return results;
}
