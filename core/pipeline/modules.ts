// The modules that come with the house, in the order in which a stage runs them.
import type { Module } from './module.ts';
import { animation } from './modules/animation.ts';
import { background } from './modules/background.ts';
import { blur } from './modules/blur.ts';
import { border } from './modules/border.ts';
import { contrast } from './modules/contrast.ts';
import { crop } from './modules/crop.ts';
import { download } from './modules/download.ts';
import { duotone } from './modules/duotone.ts';
import { encode } from './modules/encode.ts';
import { flip } from './modules/flip.ts';
import { gamma } from './modules/gamma.ts';
import { grayscale } from './modules/grayscale.ts';
import { icc } from './modules/icc.ts';
import { mask } from './modules/mask.ts';
import { median } from './modules/median.ts';
import { metadata } from './modules/metadata.ts';
import { modulate } from './modules/modulate.ts';
import { negate } from './modules/negate.ts';
import { normalise } from './modules/normalise.ts';
import { orient } from './modules/orient.ts';
import { pad } from './modules/pad.ts';
import { pixelate } from './modules/pixelate.ts';
import { redact } from './modules/redact.ts';
import { resize } from './modules/resize.ts';
import { rotate } from './modules/rotate.ts';
import { segment } from './modules/segment.ts';
import { sepia } from './modules/sepia.ts';
import { sharpen } from './modules/sharpen.ts';
import { tint } from './modules/tint.ts';
import { trim } from './modules/trim.ts';
import { unsharp } from './modules/unsharp.ts';
import { watermark } from './modules/watermark.ts';

export const builtinModules: readonly Module[] = [
  animation,
  orient,
  redact,
  trim,
  crop,
  flip,
  rotate,
  resize,
  segment,
  median,
  normalise,
  blur,
  grayscale,
  sepia,
  modulate,
  sharpen,
  unsharp,
  pixelate,
  gamma,
  contrast,
  negate,
  duotone,
  tint,
  background,
  pad,
  watermark,
  border,
  mask,
  metadata,
  icc,
  encode,
  download,
];
