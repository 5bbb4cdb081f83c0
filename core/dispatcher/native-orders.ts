// Orders of the native rooms: what their targets ask for, and what they grant.
import type { Dialect } from '../dialect/dialect.ts';
import { Failure } from '../failure.ts';
import { downloadOf } from '../pipeline/modules/download.ts';
import type { GrantDelivery } from '../policy/delivery.ts';
import type { Counter } from './img-room.ts';
import type { OriginalOrder } from './original-room.ts';
import { readName } from './read-name.ts';
import { refuse } from './refuse.ts';
import { refuseQuery } from './refuse-query.ts';
import type { Visit } from './visit.ts';

export interface NativeOrdersParts {
  readonly dialect: Dialect;
  readonly grantDelivery: GrantDelivery;
}

/** Of /img/{options}/{name}, /original/{name} and /download/{name}. */
export function createNativeOrders({ dialect, grantDelivery }: NativeOrdersParts) {
  const granted = async ({ target }: Visit) => {
    const grant = await grantDelivery(target.raw);
    if (!grant.signed) refuseQuery(target);
    return grant;
  };
  const img: Counter = {
    async take(visit) {
      const grant = await granted(visit);
      const recipe = dialect.read(visit.target.rest);
      if (recipe === undefined) throw new Failure('not-found', 'There is nothing under this URL.');
      return { recipe, grant, download: downloadOf(recipe), keepable: true };
    },
    refuse,
  };
  const original = async (visit: Visit): Promise<OriginalOrder> => {
    const grant = await granted(visit);
    const attachment = visit.target.raw.startsWith('/download/');
    return { name: readName(visit.target.rest), grant, ...(attachment && { download: { attachment } }) };
  };
  return { img, original };
}
