// An open-loop generator: requests start when they are due, whether earlier ones have been answered or not. A closed
// loop slows down with the server it measures and hides what people would see. Bounded, and for loopback only.
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Stream {
  readonly name: string;
  readonly perSecond: number;
  /** Targets in turn; called once a request. */
  target(): string;
  /** Where it comes from: on Linux each of 127.0.0.0/8 will do, and each /24 of it is a client. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the client waits, from the moment the request was due. */
  readonly patienceMillis?: number;
  /** Further attempts after a refusal or a time-out, at once: what should not be done. */
  readonly retries?: number;
}

export interface Outcome {
  /** Seconds since the start at which it was due. */
  readonly due: number;
  /** From then to the last byte, or to giving up. */
  readonly millis: number;
  /** `left` is the client's patience, `reset` a connection that broke. */
  readonly status: number | 'left' | 'reset';
  readonly retryAfter: string | undefined;
  readonly cacheControl: string | undefined;
  readonly cacheStatus: string;
  readonly bytes: number;
}

const defaultPatience = 10_000;
const most = { perSecond: 5000, seconds: 60 };

/** Offers all streams for so many seconds, then waits for what is under way. Answers outcomes by stream. */
export async function offer(url: string, streams: readonly Stream[], seconds: number): Promise<Map<string, Outcome[]>> {
  refuseUnbounded(url, streams, seconds);
  const outcomes = new Map(streams.map(({ name }) => [name, [] as Outcome[]]));
  const under: Promise<unknown>[] = [];
  const start = performance.now();
  const agents = streams.map(({ from }) => agentFrom(from));
  const due = streams.map((stream) => gap(stream));
  for (let now = 0; now < seconds * 1000; now = performance.now() - start) {
    streams.forEach((stream, place) => {
      while ((due[place] as number) <= now) {
        const at = due[place] as number;
        due[place] = at + gap(stream);
        const one = attempt(url, stream, agents[place] as Agent, start + at);
        under.push(one.then((outcome) => outcomes.get(stream.name)?.push({ ...outcome, due: at / 1000 })));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  for (const agent of agents) agent.destroy();
  return outcomes;
}

/** All at once: one request for each target. */
export async function burst(url: string, targets: readonly string[], patienceMillis = 60_000): Promise<Outcome[]> {
  refuseUnbounded(url, [], 0);
  const agent = agentFrom(undefined);
  const start = performance.now();
  const stream = { name: 'burst', perSecond: 0, patienceMillis };
  const one = async (target: string) => ({
    ...(await attempt(url, { ...stream, target: () => target }, agent, start)),
    due: 0,
  });
  const outcomes = await Promise.all(targets.map(one));
  agent.destroy();
  return outcomes;
}

/** A closed loop of `inFlight` requests for so many seconds: what a server can do when nobody asks for more. */
export async function saturate(url: string, stream: Stream, inFlight: number, seconds: number): Promise<Outcome[]> {
  refuseUnbounded(url, [], seconds);
  const agent = agentFrom(stream.from);
  const outcomes: Outcome[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const loop = async () => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      outcomes.push({ ...(await attempt(url, stream, agent, now)), due: (now - start) / 1000 });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  agent.destroy();
  return outcomes;
}

function agentFrom(localAddress: string | undefined): Agent {
  return new Agent({ keepAlive: true, maxSockets: 4000, ...(localAddress && { localAddress }) });
}

// Arrivals of people who do not know of each other: exponential gaps.
function gap({ perSecond }: Stream): number {
  return (-Math.log(1 - Math.random()) / perSecond) * 1000;
}

type Answer = Omit<Outcome, 'due'>;

async function attempt(url: string, stream: Stream, agent: Agent, dueAt: number): Promise<Answer> {
  const target = stream.target();
  let answer = await once(url, target, stream, agent, dueAt);
  for (let retry = 0; retry < (stream.retries ?? 0) && answer.status !== 200; retry += 1) {
    answer = await once(url, target, stream, agent, performance.now());
  }
  return { ...answer, millis: performance.now() - dueAt };
}

function once(url: string, target: string, stream: Stream, agent: Agent, dueAt: number): Promise<Answer> {
  const { headers = {}, patienceMillis = defaultPatience } = stream;
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (status: Outcome['status'], answer?: IncomingMessage) => {
      clearTimeout(patience);
      resolve({
        status,
        bytes,
        millis: performance.now() - dueAt,
        retryAfter: answer?.headers['retry-after'],
        cacheControl: answer?.headers['cache-control'],
        cacheStatus: String(answer?.headers['cache-status'] ?? ''),
      });
    };
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path: target, agent, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => end(answer.statusCode ?? 0, answer));
      answer.on('error', () => end('reset'));
    });
    const left = Math.max(0, patienceMillis - (performance.now() - dueAt));
    const patience = setTimeout(() => {
      end('left');
      asked.destroy();
    }, left);
    asked.on('error', () => end('reset'));
    asked.end();
  });
}

function refuseUnbounded(url: string, streams: readonly Stream[], seconds: number): void {
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') throw new Error(`Expected loopback but received ${url}.`);
  const perSecond = streams.reduce((sum, stream) => sum + stream.perSecond, 0);
  if (perSecond > most.perSecond || seconds > most.seconds) {
    throw new Error(`Expected at most ${most.perSecond} requests a second for ${most.seconds} seconds.`);
  }
}
