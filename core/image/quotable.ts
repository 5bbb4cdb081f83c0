// Foreign text made fit to be shown in a sentence or a log line. It must never pass on what could forge either.

const maxLength = 64;

/** At most 64 UTF-16 units, well-formed, without controls, format characters (bidi) and line separators. */
export function quotable(text: string): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return short.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
