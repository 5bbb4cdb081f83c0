// What is known of images elsewhere, so that they need not be asked for: of the latest in RAM, of all in eVol.
import type { ImageMeta } from '../image/image-meta.ts';
import { digestKey } from '../recipe/digest-key.ts';
import type { SourceFields } from '../source/fetch-source.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';

export interface KnownSource {
  /** Its name is the URL. */
  readonly meta: ImageMeta;
  readonly fields: SourceFields;
  /** Milliseconds since the epoch: until then nobody is asked. */
  readonly freshUntil: number;
  readonly storable: boolean;
  readonly mayBeStale: boolean;
}

export interface KnownSources {
  /** RAM only. */
  lookup(url: string): KnownSource | undefined;
  find(url: string): Promise<KnownSource | undefined>;
  put(source: KnownSource): void;
  /** True where there was something. */
  remove(url: string): Promise<boolean>;
}

interface Card {
  readonly format: typeof format;
  readonly source: KnownSource;
}

// Of what eVol keeps: another release may know more, or less.
const format = 1;
// About 1.5 KB each.
const mostInRam = 8192;
const group = 'sources';

function keyOf(url: string): string {
  return `url.${digestKey(url)}`;
}

export function createKnownSources(eVol: EphemeralVolume): KnownSources {
  // In order of last use.
  const inRam = new Map<string, KnownSource>();

  const remember = (url: string, source: KnownSource) => {
    inRam.delete(url);
    inRam.set(url, source);
    const [oldest] = inRam.keys();
    if (inRam.size > mostInRam && oldest !== undefined) inRam.delete(oldest);
  };

  return {
    lookup: (url) => inRam.get(url),

    async find(url) {
      const known = inRam.get(url) ?? readCard((await eVol.read(keyOf(url)))?.bytes, url);
      if (known !== undefined) remember(url, known);
      return known;
    },

    put(source) {
      const { name: url } = source.meta;
      remember(url, source);
      if (!source.storable) return void eVol.remove(keyOf(url));
      const card: Card = { format, source };
      void eVol.offer({ key: keyOf(url), group, ext: 'source', bytes: new TextEncoder().encode(JSON.stringify(card)) });
    },

    async remove(url) {
      const known = inRam.delete(url);
      return (await eVol.remove(keyOf(url))) || known;
    },
  };
}

function readCard(bytes: Uint8Array | undefined, url: string): KnownSource | undefined {
  if (bytes === undefined) return undefined;
  const card = JSON.parse(new TextDecoder().decode(bytes)) as Card;
  return card.format === format && card.source.meta.name === url ? card.source : undefined;
}
