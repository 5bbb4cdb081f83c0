// Large originals are handed out by the store they lie in, where it can (IMG_REDIRECT_BYTES): 307 to a presigned URL. All that
// this server decides has been decided by then: signature, privacy, conditions, range. HEAD, 304 and refusals are its own.
import type { Handlers } from '../handlers/handlers.ts';
import { type Ext, formats } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Grant } from '../policy/delivery.ts';
import type { Fields } from './delivery-fields.ts';

export interface Redirect {
  /** Whether an answer with so many bytes of an image is the store's to give. */
  isDue(image: { readonly ext: Ext }, answerBytes: number): boolean;
  /** `fields` are those of every answer, `whole` those that the bytes themselves would have had. */
  answer(meta: ImageMeta, grant: Grant, fields: Fields, whole: Fields): Promise<Response>;
}

export interface RedirectParts {
  readonly handlers: Pick<Handlers, 'pVolPresigner'>;
  readonly redirectBytes?: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

// Long enough to begin a slow download; S3 lets one that has begun end.
const longestSeconds = 300;

export function createRedirect({ handlers, redirectBytes = 0, clock }: RedirectParts): Redirect {
  const presigner = redirectBytes > 0 ? handlers.pVolPresigner : undefined;
  return {
    // A store does not send our Content-Security-Policy, and a drawing is a document.
    isDue: ({ ext }, answerBytes) => presigner !== undefined && ext !== 'svg' && answerBytes > redirectBytes,

    async answer({ imgAddr, ext }, { expiresAt = Number.POSITIVE_INFINITY }, fields, whole) {
      const left = Math.floor((expiresAt - clock()) / 1000);
      const expiresIn = Math.max(1, Math.min(longestSeconds, left));
      const location = await presigner?.link(imgAddr, {
        contentType: formats[ext].mediaType,
        contentDisposition: whole['Content-Disposition'] ?? 'inline',
        cacheControl: whole['Cache-Control'] ?? 'private',
        expiresIn,
      });
      return new Response(null, {
        status: 307,
        headers: {
          ...fields,
          'Cache-Status': whole['Cache-Status'] ?? '',
          // In no shared cache: who has the URL has the image. In the browser's for as long as it surely works.
          'Cache-Control': `private, max-age=${Math.floor(expiresIn / 5)}`,
          'Content-Length': '0',
          Location: location ?? '',
        },
      });
    },
  };
}
