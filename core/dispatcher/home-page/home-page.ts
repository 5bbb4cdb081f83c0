// GET /: one self-contained page that shows what the server is, stores a photo and transforms it live.
// Nothing in it comes from a request, so there is nothing to escape.
import { homeMarkup } from './markup.ts';
import { homeScript } from './script.ts';
import { homeStyle } from './style.ts';

export interface HomePage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The nonce is fresh for each answer: only the page's own style and script may run. */
export function homePage(nonce: string): HomePage {
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ImageServer</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${homeStyle}</style>
</head>
<body>${homeMarkup}<script nonce="${nonce}">${homeScript}</script></body>
</html>
`,
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}
