// What a function URL hands to the function, payload format 2.0, as a Request.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
import { type Arrival, Failure } from '../../core/index.ts';

export interface UrlEvent {
  readonly version: string;
  /** Both as the client sent them: percent-encoding untouched. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in lower case; fields that came twice are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Pairs of the Cookie field, which is not among the headers. */
  readonly cookies?: readonly string[];
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface Asked {
  readonly request: Request;
  readonly arrival: Required<Pick<Arrival, 'target' | 'address'>>;
}

// The core reads the raw target, and never this.
const nowhere = 'http://localhost/';

/** Fails with `bad-request` where no Request can be made of it. */
export function readUrlEvent(event: UrlEvent): Asked {
  const { rawPath, rawQueryString, requestContext } = event;
  return {
    request: requestOf(event),
    arrival: {
      target: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
      address: () => requestContext.http.sourceIp,
    },
  };
}

/** Of a function URL, or of what sends the same (an HTTP API does, but decodes the path: signatures do not hold there). */
export function isUrlEvent(event: unknown): event is UrlEvent {
  const { version, rawPath, requestContext } = (event ?? {}) as Partial<UrlEvent>;
  return version === '2.0' && typeof rawPath === 'string' && requestContext?.http !== undefined;
}

function requestOf({ headers: fields, cookies = [], requestContext, body, isBase64Encoded }: UrlEvent): Request {
  const { method } = requestContext.http;
  const bodiless = body === undefined || method === 'GET' || method === 'HEAD';
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(fields)) headers.append(name, asSent(value));
    if (cookies.length > 0) headers.set('cookie', asSent(cookies.join('; ')));
    if (bodiless) return new Request(nowhere, { method, headers });
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    // A body that came in chunks has no length among its headers, and is here as a whole by now.
    headers.set('content-length', String(bytes.byteLength));
    return new Request(nowhere, { method, headers, body: bytes });
  } catch (error) {
    throw new Failure('bad-request', 'Expected a request that can be read.', {}, error);
  }
}

// Each byte of a field is a character for who reads it, as everywhere; JSON has made characters of UTF-8.
function asSent(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}
