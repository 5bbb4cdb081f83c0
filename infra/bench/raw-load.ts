// The cheapest load that still looks at every answer: requests as they stand on the wire, answers counted by their bytes.
// All answers of one load have the same length, so that only the first on each connection has to be taken apart.
import { connect, type Socket } from 'node:net';

export interface RawLoad {
  readonly port: number;
  /** Head of the request, with its empty line. */
  readonly request: string;
  /** What every answer must be; anything else makes the figure worthless and throws. */
  readonly status: number;
  readonly connections: number;
  readonly requests: number;
  /** At this rate, whether answers come or not; as fast as answers come where it is absent. */
  readonly perSecond?: number;
}

export interface RawTraffic {
  /** From the moment a request was due to the last byte of its answer, in ascending order. */
  readonly millis: readonly number[];
  readonly perSecond: number;
}

interface Line {
  /** Sends one request and calls back when its answer is whole. */
  send(done: () => void): void;
  close(): void;
}

export async function rawLoad(load: RawLoad): Promise<RawTraffic> {
  const broken = Promise.withResolvers<never>();
  const lines = await Promise.all(Array.from({ length: load.connections }, () => openLine(load, broken.reject)));
  try {
    const begun = performance.now();
    const work = load.perSecond === undefined ? inTurn(load, lines) : atRate(load, load.perSecond, lines);
    const millis = await Promise.race([work, broken.promise]);
    const perSecond = (load.requests * 1000) / (performance.now() - begun);
    return { millis: millis.sort((a, b) => a - b), perSecond };
  } finally {
    for (const line of lines) line.close();
  }
}

function inTurn({ requests }: RawLoad, lines: readonly Line[]): Promise<number[]> {
  const millis: number[] = [];
  let sent = 0;
  return new Promise((resolve) => {
    const next = (line: Line) => {
      if (sent === requests) return;
      sent += 1;
      const begun = performance.now();
      line.send(() => {
        millis.push(performance.now() - begun);
        if (millis.length === requests) resolve(millis);
        else next(line);
      });
    };
    for (const line of lines) next(line);
  });
}

function atRate({ requests }: RawLoad, perSecond: number, lines: readonly Line[]): Promise<number[]> {
  const millis: number[] = [];
  const free = [...lines];
  const begun = performance.now();
  let turn = 0;
  return new Promise((resolve) => {
    const look = () => {
      const due = () => begun + (turn * 1000) / perSecond;
      while (turn < requests && free.length > 0 && due() <= performance.now()) {
        const line = free.pop() as Line;
        const from = due();
        turn += 1;
        line.send(() => {
          millis.push(performance.now() - from);
          free.push(line);
          if (millis.length === requests) resolve(millis);
        });
      }
      // A timer would come a millisecond late: that is as much as what is measured.
      if (turn < requests) setImmediate(look);
    };
    look();
  });
}

/** `broken` hears of a lost connection and of a wrong answer: then nothing was measured. */
function openLine({ port, request, status }: RawLoad, broken: (reason: Error) => void): Promise<Line> {
  const expected = `HTTP/1.1 ${status} `;
  const head = Buffer.from(request, 'latin1');
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true);
    let whole: number | undefined;
    let received = 0;
    let done = () => {};
    socket.on('data', (chunk) => {
      const right = received > 0 || chunk.toString('latin1', 0, expected.length) === expected;
      received += chunk.byteLength;
      whole ??= lengthOf(chunk);
      if (right && received < whole) return;
      if (!right || received > whole) {
        broken(
          new Error(`Expected ${expected}of ${whole} bytes but got ${received}, ${chunk.toString('latin1', 0, 40)}`),
        );
        return;
      }
      received = 0;
      done();
    });
    socket.once('error', broken);
    socket.once('connect', () =>
      resolve({
        send(then) {
          done = then;
          socket.write(head);
        },
        close: () => void socket.destroy(),
      }),
    );
  });
}

function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1] ?? '0';
  const bodyless = chunk.toString('latin1', 9, 12) === '304';
  return end + (bodyless ? 0 : Number(length));
}
