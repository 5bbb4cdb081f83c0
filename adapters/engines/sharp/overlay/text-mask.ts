// A line of text as a mask: how much of each pixel is ink. Pango shapes it, orders it from right to left where its script
// wants that, and looks for each character in all fonts; what none of them has becomes a box with its number.
import sharp, { type Sharp } from 'sharp';
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../../core/failure.ts';
import type { Size, TextMark } from '../../../../core/index.ts';
import { toPixels } from '../pixels.ts';
import { family, fontFiles, forgetSystemFonts, undrawable } from './fonts.ts';

/** One band, of the size of the ink. */
export type TextMask = (mark: TextMark, signal: AbortSignal) => Promise<Pixels>;

// What an unknown line is measured at: small, so that a long one is cheap, and large enough to be in proportion.
const trialSize = 32;

export function createTextMask(): TextMask {
  let fonts: Promise<void> | undefined;

  // Fontconfig keeps them for the life of the process. All of them at once, and before any text: what a box becomes
  // would otherwise depend on what was drawn before.
  const ready = () => {
    fonts ??= loadFonts().catch((error) => {
      fonts = undefined;
      throw error;
    });
    return fonts;
  };

  return async ({ text, size, ...box }, signal) => {
    refuseUndrawable(text);
    await ready();
    const trial = await draw(text, trialSize, signal);
    const largest = trialSize * factorInto(trial, box);
    return draw(text, Math.max(1, Math.min(size ?? largest, largest)), signal);
  };
}

function refuseUndrawable(text: string): void {
  const received = undrawable(text);
  if (received === undefined) return;
  const sentence = `Expected text in scripts that this server has a font for, but it has none for "${received}".`;
  throw new Failure('not-supported', sentence, { subject: 'text', received });
}

function factorInto(size: Size, box: Size): number {
  return Math.min(box.width / size.width, box.height / size.height);
}

function draw(text: string, size: number, signal: AbortSignal): Promise<Pixels> {
  return toPixels('pixels', signal, () => drawn({ text: escaped(text), font: fontOf(size) }));
}

async function loadFonts(): Promise<void> {
  forgetSystemFonts();
  const { signal } = new AbortController();
  for (const fontfile of fontFiles()) {
    await toPixels('pixels', signal, () => drawn({ text: '.', font: fontOf(trialSize), fontfile }));
  }
}

function drawn(text: { readonly text: string; readonly font: string; readonly fontfile?: string }): Sharp {
  // At 72 dots an inch a point, which is Pango's unit, is a pixel.
  return sharp({ text: { ...text, dpi: 72 } }).toColourspace('b-w');
}

function fontOf(size: number): string {
  return `${family} ${Number(size.toFixed(2))}`;
}

/** Pango reads markup: without its three signs there is none. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
