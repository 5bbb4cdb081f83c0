// Every foreign dialect, for the reference, in the order of its table.
import type { DialectAbout } from './about.ts';
import { aboutImgproxy } from './imgproxy/about.ts';

export const dialectAbouts: readonly DialectAbout[] = [aboutImgproxy];
