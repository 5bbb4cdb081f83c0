// A runtime client of our own, `runtime-loop.mjs <file of the function>`: what AWS's does, as far as a handler sees it.
import { createRequire } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const { request: ask, Agent } = createRequire(import.meta.url)('node:http');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const runtime = '/2018-06-01/runtime';
const streaming = Symbol('streaming');

if (process.env.IMG_TEST_NO_STREAMING === undefined) {
  globalThis.awslambda = { streamifyResponse: (handler) => Object.assign(handler, { [streaming]: true }) };
}

const call = (method, path, headers = {}) => {
  const request = ask({ host, port, agent, method, path: runtime + path, headers });
  const answered = new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
  });
  return { request, answered };
};

const send = async (path, value) => {
  const { request, answered } = call('POST', path, { 'content-type': 'application/json' });
  request.end(JSON.stringify(value));
  await answered;
};

const wordsOf = ({ name, message, stack = '' }) => ({
  errorType: name,
  errorMessage: message,
  trace: stack.split('\n'),
});

const stream = async (id, handler, event, context) => {
  const { request, answered } = call('POST', `/invocation/${id}/response`, {
    'content-type': 'application/octet-stream',
    'lambda-runtime-function-response-mode': 'streaming',
    'transfer-encoding': 'chunked',
    trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
  });
  request.setContentType = (type) => request.setHeader('content-type', type);
  try {
    await handler(event, request, context);
  } catch (error) {
    if (request.writableEnded) throw error;
    const body = Buffer.from(JSON.stringify(wordsOf(error))).toString('base64');
    request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': error.name,
      'Lambda-Runtime-Function-Error-Body': body,
    });
  }
  if (!request.writableEnded) request.end();
  await answered;
};

let handler;
try {
  ({ handler } = await import(pathToFileURL(process.argv[2]).href));
} catch (error) {
  await send('/init/error', wordsOf(error));
  process.exit(1);
}
for (;;) {
  const { request, answered } = call('GET', '/invocation/next');
  request.end();
  const { headers, text } = await answered;
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = { getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    if (handler[streaming]) await stream(id, handler, JSON.parse(text), context);
    else await send(`/invocation/${id}/response`, await handler(JSON.parse(text), context));
  } catch (error) {
    await send(`/invocation/${id}/error`, wordsOf(error));
  }
}
