// What a picture says of itself in words, whatever the block it stands in.

export interface Credits {
  readonly copyright?: string;
  readonly creators?: readonly string[];
  readonly credit?: string;
  readonly terms?: string;
  readonly statement?: string;
  readonly title?: string;
  readonly description?: string;
}

const longest = 4000;

/** Foreign text as it may stand in EXIF and XML: no controls, no halves of characters, of a bounded length. */
export function clean(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]+/gu, ' ')
    .trim();
  return plain === '' ? undefined : plain.slice(0, longest).toWellFormed();
}

/** The first that says something counts. */
export function merged(...all: readonly Credits[]): Credits {
  const said = all.map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value?.length)));
  return Object.assign({}, ...said.toReversed());
}

/** Who made it and what may be done with it. */
export function rightsOf({ title: _, description: __, ...rights }: Credits): Credits {
  return rights;
}
