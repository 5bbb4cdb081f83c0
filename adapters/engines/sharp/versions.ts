// Versions of what sharp brings, by their names in its own table.
import sharp from 'sharp';

export function versionsOfSharp(): Readonly<Record<string, string | undefined>> {
  return sharp.versions;
}
