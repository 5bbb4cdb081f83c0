// Headers that keep an answer from being taken for anything but what it is (threats: active content, sniffing).

/** On every answer of every room. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Referrer-Policy': 'no-referrer',
};
