// Both doors by which a URL comes in, an import and an image URL, in a house whose every attempt to dial is counted.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import type { HttpSourcesConfig } from '../../adapters/sources/http/fetch-source.ts';
import { fetchFrom } from '../adapters/sources/http/other-server.ts';
import { bearer, type House, openHouse } from '../core/dispatcher/house.ts';

export interface Doors {
  readonly house: House;
  /** Asks by both; answers the two statuses. */
  knock(url: string): Promise<readonly [number, number]>;
  /** Sockets that this process has begun to connect since the doors were opened. */
  dialled(): number;
}

/** Any host on these ports, over http and https. */
export async function openDoors(
  ports: readonly number[],
  config: Partial<HttpSourcesConfig> & { readonly loopback?: boolean } = {},
): Promise<Doors> {
  const rules = ports.flatMap((port) =>
    (['http:', 'https:'] as const).map((scheme) => ({ scheme, host: '*', below: false, port: String(port) })),
  );
  const house = await openHouse({
    fetchSource: fetchFrom(ports, { rules, ...config }),
    remote: { rules, negativeSeconds: 0 },
  });
  let dialled = 0;
  const count = () => {
    dialled += 1;
  };
  subscribe('net.client.socket', count);
  onTestFinished(() => void unsubscribe('net.client.socket', count));
  return {
    house,
    dialled: () => dialled,
    async knock(url) {
      const imported = await house.ask('POST', '/api/images', {
        body: JSON.stringify({ url }),
        headers: { ...bearer, 'Content-Type': 'application/json' },
      });
      const shown = await house.get(`/img/_/${encodeURIComponent(url)}`);
      return [imported.status, shown.status];
    },
  };
}
