// A function of the adapter around an app that has to do with cookies, as the product has not: it answers with the Cookie
// field that it was asked with, and sets two.
import { createAnswering } from '../../../../adapters/lambda/answering.ts';

const set = ['a=1; Expires=Thu, 01 Jan 2032 00:00:00 GMT; HttpOnly', 'b="2, 3"; Path=/'];
// A field's characters are bytes.
const fetch = async (request) =>
  new Response(Buffer.from(request.headers.get('cookie') ?? '', 'latin1'), {
    headers: set.map((value) => ['Set-Cookie', value]),
  });
const { stream } = createAnswering({ fetch, settled: async () => {} }, () => {});

export const handler = globalThis.awslambda.streamifyResponse(stream);
