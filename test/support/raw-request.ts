// One request written to the socket as it stands: fetch would tidy the target before it is sent.
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Latin-1; behind an interim answer it is the final one, head and all. */
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: readonly string[];
  /** Sent when the server has asked for it with 100 Continue, and never else. */
  readonly body?: Uint8Array;
}

export function rawRequest(port: number, target: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = [], body } = request;
  const head = [`${method} ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.once('data', (chunk) => {
      if (body !== undefined && chunk.toString('latin1').startsWith('HTTP/1.1 100 ')) socket.write(body);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(parse(Buffer.concat(chunks).toString('latin1'))));
    socket.write(head.join('\r\n'), 'latin1');
  });
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(statusLine.split(' ')[1]), headers: new Map(pairs), body: text.slice(end + 4) };
}
