// What an imgproxy URL has said so far: options apply from left to right, later ones win.

import type { Colour } from '../../image/colour.ts';
import type { Ext, PictureExt } from '../../image/format.ts';
import type { ImgproxyConfig } from '../../pipeline/dialect-modules/imgproxy.ts';
import type { OptionAbout } from '../about.ts';

export interface Draft {
  readonly frame: ImgproxyConfig;
  readonly rotate?: number;
  readonly flip?: readonly [horizontal: boolean, vertical: boolean];
  readonly trim?: { readonly threshold: number; readonly colour?: Colour } | undefined;
  readonly background?: Colour | undefined;
  readonly watermark?: Watermark;
  readonly format?: PictureExt | undefined;
  readonly quality?: number;
  readonly formatQuality?: Readonly<Partial<Record<PictureExt, number>>>;
  readonly maxBytes?: number;
  readonly strip?: boolean;
  readonly keepCopyright?: boolean;
  readonly stripProfile?: boolean;
  readonly skip?: readonly Ext[];
  readonly raw?: boolean;
  readonly expires?: number;
  readonly fileName?: string;
  readonly attachment?: boolean;
}

export interface Watermark {
  readonly opacity: number;
  /** An anchor's type, or `re`. */
  readonly position: string;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Answers what changes. `segment` is the whole option, for refusals. */
export type ReadOption = (args: readonly string[], draft: Draft, segment: string) => Partial<Draft>;

export interface ImgproxyOption extends OptionAbout {
  readonly read: ReadOption;
  /** Further ones are refused. */
  readonly most: number;
}
