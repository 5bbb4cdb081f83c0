// What imgix answers as JSON: fm=json and palette=json.

interface Facts {
  readonly original: {
    readonly width: number;
    readonly height: number;
    readonly format: string;
    readonly file_size: number;
  };
}

/** https://docs.imgix.com/en-US/apis/rendering/format/fm: the original's properties. */
export function retellFacts(facts: string): string {
  const { original } = JSON.parse(facts) as Facts;
  return JSON.stringify({
    PixelWidth: original.width,
    PixelHeight: original.height,
    'Content-Type': original.format,
    'Content-Length': String(original.file_size),
  });
}

interface Palette {
  readonly colors: readonly { readonly hex: string }[];
}

/** https://docs.imgix.com/en-US/apis/rendering/color-palette: channels from 0 to 1. */
export function retellPalette(facts: string): string {
  const { colors } = JSON.parse(facts) as Palette;
  return JSON.stringify({
    colors: colors.map(({ hex }) => {
      const [red = 0, green = 0, blue = 0] = (hex.match(/[\da-f]{2}/gi) ?? []).map(
        (pair) => Number.parseInt(pair, 16) / 255,
      );
      return { red, green, blue, hex };
    }),
  });
}
