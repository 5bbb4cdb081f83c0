// What packing results of one source into one object would save in the bucket: visitors are drawn, and the calls counted that
// their new results would cost, one object a result against one a source and window. No server takes part.

const sources = 100_000;
// Shares of visitors: what their screens ask a srcset of six widths for, and what their browsers accept.
const widths = [0.3, 0.25, 0.2, 0.12, 0.08, 0.05];
const formats = [0.75, 0.2, 0.05];
const nodes = 3;
const hours = 24;
const windows = [1, 60, 600];
// Dollars a million (S3, US East).
const [put, get] = [5, 0.4];

interface Traffic {
  readonly name: string;
  /** Requests a second that come past the CDN. */
  readonly rate: number;
  /** Results that one visit asks for. */
  readonly visit: (random: () => number) => readonly number[];
}

const one = (random: () => number) => [drawn(widths, random()) * formats.length + drawn(formats, random())];
const all = () => Array.from({ length: widths.length }, (_, width) => width * formats.length);
const traffics: readonly Traffic[] = [
  { name: 'visitors, 2 a second', rate: 2, visit: one },
  { name: 'visitors, 50 a second', rate: 50, visit: one },
  { name: 'a program that asks for all six widths at once, 2 a second', rate: 2, visit: all },
];

export async function packs(): Promise<string> {
  const rows = traffics.flatMap(rowsOf);
  return `# packs

Calls to write results into a bucket (IMG_RESULTS=s3), one object a result against one object a source that takes all results
which one of ${nodes} servers makes of it within a window (a GET and a conditional PUT for each window with something new). ${hours} h of Zipf
requests (s = 0.9) for ${sources.toLocaleString('en')} sources, ${widths.length} widths and ${formats.length} formats by their shares. Dollars a million results at $${put} a million PUTs and $${get} a
million GETs. Rewritten: how often each byte is sent on average.

| traffic | window, s | results | results a write | one object each, $ | packed, $ | rewritten |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

Made by \`npm run bench -- packs\`.
`;
}

function rowsOf({ name, rate, visit }: Traffic): string[] {
  const random = seeded(1);
  const share = zipf(sources, 0.9);
  const perSource = widths.length * formats.length;
  const known = new Set<number>();
  const sizes = new Uint16Array(sources);
  // How many results the pack has that is written at the end of a server's window for a source.
  const written = windows.map(() => new Map<string, number>());
  for (let at = 0; at < hours * 3600 * rate; at += 1) {
    const second = at / rate;
    const source = position(share, random());
    const node = Math.floor(random() * nodes);
    for (const variant of visit(random)) {
      const result = source * perSource + variant;
      if (known.has(result)) continue;
      known.add(result);
      sizes[source] = (sizes[source] ?? 0) + 1;
      for (const [index, window] of windows.entries()) {
        written[index]?.set(`${source} ${node} ${Math.floor(second / window)}`, sizes[source] ?? 0);
      }
    }
  }
  const results = known.size;
  return windows.map((window, index) => {
    const packed = [...(written[index]?.values() ?? [])];
    const dollars = (packed.length * (put + get)) / results;
    const again = packed.reduce((sum, size) => sum + size, 0) / results;
    const figures = [(results / packed.length).toFixed(2), put.toFixed(2), dollars.toFixed(2), `${again.toFixed(1)} ×`];
    return `| ${[name, window, results, ...figures].join(' | ')} |`;
  });
}

function zipf(count: number, exponent: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -exponent;
    sums[rank] = sum;
  }
  return sums.map((one) => one / sum);
}

function position(sums: Float64Array, drawn: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 1) < drawn) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drawn(shares: readonly number[], value: number): number {
  let sum = 0;
  for (const [index, share] of shares.entries()) {
    sum += share;
    if (value < sum) return index;
  }
  return shares.length - 1;
}

// Mulberry32.
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
