// The pictures that the reference shows options on, drawn by arithmetic alone: nothing is loaded, nothing is licensed.
import sharp from 'sharp';

type Colour = readonly [number, number, number];

const width = 240;
const height = 160;
// Places looked at in each pixel, along each side.
const fineness = 3;

const shore = 112;

/** A lake at dusk with a boat, and a sign with a number that one may want to hide. */
export function drawScene(): Promise<Uint8Array> {
  return encode(
    rasterised(width, height, 3, (x, y) => sceneAt(x, y, 172)),
    width,
    height,
    3,
  );
}

/** The same on a white card with a margin, as a scan has it. */
export function drawScan(): Promise<Uint8Array> {
  const [left, top] = [34, 22];
  const pixels = rasterised(width, height, 3, (x, y) => {
    const within = x >= left && x < width - left && y >= top && y < height - 30;
    return within ? sceneAt((x - left) * 1.395, (y - top) * 1.48, 172) : [252, 252, 250];
  });
  return encode(pixels, width, height, 3);
}

/** A mark with soft edges on nothing. */
export function drawMark(): Promise<Uint8Array> {
  const side = 120;
  return encode(rasterised(side, side, 4, markAt), side, side, 4);
}

/** Four moments of the scene, each shown for a third of a second. */
export function drawMoments(): Promise<Uint8Array> {
  const suns = [40, 90, 140, 190];
  const [w, h] = [width / 2, height / 2];
  const frames = suns.map((sun) => rasterised(w, h, 3, (x, y) => sceneAt(x * 2, y * 2, sun)));
  return sharp(Buffer.concat(frames), { raw: { width: w, height: h * suns.length, channels: 3, pageHeight: h } })
    .webp({ lossless: true, delay: suns.map(() => 333), loop: 0 })
    .toBuffer();
}

function encode(data: Uint8Array, w: number, h: number, channels: 3 | 4): Promise<Uint8Array> {
  return sharp(data, { raw: { width: w, height: h, channels } })
    .png()
    .toBuffer();
}

function rasterised(w: number, h: number, bands: number, at: (x: number, y: number) => readonly number[]): Uint8Array {
  const data = new Uint8Array(w * h * bands);
  const offsets = Array.from({ length: fineness }, (_, index) => (index + 0.5) / fineness);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const seen = offsets.flatMap((down) => offsets.map((across) => at(x + across, y + down)));
      for (let band = 0; band < bands; band += 1) {
        const sum = seen.reduce((total, colour) => total + (colour[band] as number), 0);
        data[(y * w + x) * bands + band] = Math.round(sum / seen.length);
      }
    }
  }
  return data;
}

function sceneAt(x: number, y: number, sun: number): Colour {
  return signAt(x, y) ?? boatAt(x, y) ?? (y > shore ? lakeAt(x, y, sun) : landAt(x, y, sun));
}

function landAt(x: number, y: number, sun: number): Colour {
  const grain = 10 * Math.sin(x * 1.9 + Math.sin(y * 2.3) * 4) * Math.sin(y * 1.3);
  if (y > 92 + 8 * Math.sin(x / 19 + 2) + 4 * Math.sin(x / 6)) return [62 + grain, 96 + grain, 70 + grain];
  if (y > 70 + 14 * Math.sin(x / 31) + 5 * Math.sin(x / 9 + 1)) return [112 + grain / 2, 124 + grain / 2, 156];
  const fromSun = Math.hypot(x - sun, y - 42);
  if (fromSun < 15) return [255, 242, 196];
  const glow = Math.max(0, 1 - fromSun / 90) * 50;
  const down = y / shore;
  return mixed([52, 96, 160], [250, 200, 150], down).map((value) => Math.min(255, value + glow)) as unknown as Colour;
}

function lakeAt(x: number, y: number, sun: number): Colour {
  const ripple = 14 * Math.sin(y * 1.6 + 3 * Math.sin(x / 11 + y / 5));
  const glitter = Math.abs(x - sun) < 6 + (y - shore) / 3 && ripple > 4 ? 70 : 0;
  const colour = mixed([96, 120, 150], [24, 54, 84], (y - shore) / (height - shore));
  return colour.map((value) => Math.min(255, value + ripple + glitter)) as unknown as Colour;
}

function boatAt(x: number, y: number): Colour | undefined {
  if (y > 122 && y < 132 && Math.abs(x - 70) < 28 - (y - 122) * 0.9) return [176, 44, 40];
  if (y <= 120 && y > 74 && x > 68 && x < 70.5) return [80, 52, 36];
  if (y <= 118 && y > 76 && x <= 67 && x > 67 - (y - 76) * 0.55) return [246, 240, 226];
  if (y <= 118 && y > 84 && x >= 72 && x < 72 + (y - 84) * 0.45) return [222, 210, 190];
  return undefined;
}

// Each column of strokes is read from the left: 1 is a bar, 0 a gap.
const strokes = '1011011101001101110101101110';

function signAt(x: number, y: number): Colour | undefined {
  if (x < 158 || x > 222 || y < 124 || y > 144)
    return y > 144 && y < 156 && Math.abs(x - 190) < 2 ? [70, 50, 40] : undefined;
  const edge = x < 160 || x > 220 || y < 126 || y > 142;
  if (edge) return [30, 60, 120];
  const stroke = strokes[Math.floor((x - 162) / 2)];
  return stroke === '1' && y > 129 && y < 139 ? [24, 24, 28] : [248, 246, 238];
}

function markAt(x: number, y: number): readonly number[] {
  const from = Math.hypot(x - 60, y - 60);
  const ring = from < 52 && from > 36;
  const leaf = Math.hypot(x - 48, y - 60) < 30 && Math.hypot(x - 72, y - 60) < 30;
  const shade = Math.max(0, 150 - Math.abs(from - 46) * 14);
  if (leaf) return [32, 150, 96, 255];
  return ring ? [220 - x / 2, 90 + y / 2, 60 + x, 255] : [20, 30, 60, from > 36 ? shade : 0];
}

function mixed(from: Colour, to: Colour, part: number): Colour {
  return from.map((value, band) => value + ((to[band] as number) - value) * part) as unknown as Colour;
}
