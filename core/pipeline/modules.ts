// The modules that come with the house, in the order in which a stage runs them.
import type { Module } from './module.ts';
import { background } from './modules/background.ts';
import { blur } from './modules/blur.ts';
import { contrast } from './modules/contrast.ts';
import { crop } from './modules/crop.ts';
import { encode } from './modules/encode.ts';
import { flip } from './modules/flip.ts';
import { gamma } from './modules/gamma.ts';
import { modulate } from './modules/modulate.ts';
import { orient } from './modules/orient.ts';
import { resize } from './modules/resize.ts';
import { rotate } from './modules/rotate.ts';
import { sharpen } from './modules/sharpen.ts';

export const builtinModules: readonly Module[] = [
  orient,
  crop,
  flip,
  rotate,
  resize,
  blur,
  modulate,
  sharpen,
  gamma,
  contrast,
  background,
  encode,
];
