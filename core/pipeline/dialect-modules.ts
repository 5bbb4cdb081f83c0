// Modules that foreign dialects ask for, because their geometry is another than ours. The native grammar does not know them.
import { imgproxy } from './dialect-modules/imgproxy.ts';
import type { Module } from './module.ts';

export const dialectModules: readonly Module[] = [imgproxy];
