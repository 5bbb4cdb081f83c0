// Which methods a room answers. HEAD is always looked at here, by us: the framework would run GET for it.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import type { Fields } from './delivery-fields.ts';

const deliveryMethods = ['GET', 'HEAD', 'OPTIONS'] as const;

/** Fails with `method-not-allowed`. */
export function requireMethod<M extends string>(method: string, allow: readonly M[]): M {
  const known = allow.find((allowed) => allowed === method);
  if (known !== undefined) return known;
  throw new Failure('method-not-allowed', `Expected one of ${allow.join(', ')} but received ${quotable(method)}.`, {
    allow,
  });
}

export function requireDeliveryMethod(method: string): (typeof deliveryMethods)[number] {
  return requireMethod(method, deliveryMethods);
}

/** OPTIONS of delivery, which is also the answer to a preflight: who may read may do so with any request header. */
export function deliveryOptions(fields: Fields): Response {
  const methods = deliveryMethods.join(', ');
  return new Response(null, {
    status: 204,
    headers: {
      ...fields,
      Allow: methods,
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': '*',
      'Access-Control-Max-Age': '86400',
    },
  });
}
