// What the management API answers, as schemas: the compiler holds the rooms to those of images, tests hold them to all.
import * as v from 'valibot';
import { type Ext, formats } from '../../image/format.ts';

const said = <T extends v.GenericSchema>(schema: T, text: string) => v.pipe(schema, v.description(text));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = said(v.pipe(v.string(), v.isoTimestamp()), 'RFC 3339, in UTC.');
const strings = v.array(v.string());

export const imageAnswer = v.object({
  name: v.string(),
  addrType: said(v.picklist([0, 1, 2]), 'Where the bytes live: 0 pVol, 1 eVol, 2 mVol.'),
  imgAddr: said(v.string(), 'Address of the bytes within the volume.'),
  ext: v.picklist(Object.keys(formats) as Ext[]),
  contentType: v.string(),
  byteLength: count,
  width: said(count, 'Of the pixels as they are stored; the orientation may turn them.'),
  height: count,
  frames: said(count, '1 for a still image.'),
  alpha: v.boolean(),
  progressive: v.boolean(),
  orientation: said(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)), 'As in EXIF.'),
  digest: said(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), 'SHA-256 of the bytes.'),
  createdAt: time,
  writtenAt: said(time, 'When the present bytes were written.'),
  changedAt: said(time, 'When anything of this last changed.'),
  thumbhash: said(v.string(), 'Placeholder (https://evanw.github.io/thumbhash/), base64.'),
  dominantColor: v.optional(said(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)), 'The commonest colour.')),
  private: said(v.boolean(), 'Only signed URLs open it.'),
  tags: v.pipe(v.array(v.string()), v.readonly()),
  metadata: v.pipe(v.record(v.string(), v.string()), v.readonly()),
});

export const pageAnswer = v.object({
  images: v.array(imageAnswer),
  next: v.optional(said(v.string(), 'What to ask for as `after`; absent on the last page.')),
});

export const deletedAnswer = v.object({
  images: v.array(
    v.object({
      name: v.string(),
      deleted: v.boolean(),
      erased: v.optional(said(v.boolean(), 'False where another name stands for the same bytes.')),
      code: v.optional(v.string()),
      detail: v.optional(v.string()),
    }),
  ),
  more: said(v.boolean(), 'Whether there are more to ask for again.'),
});

export const erasedAnswer = v.object({ name: v.string(), digest: v.string(), erased: v.boolean() });

export const purgedAnswer = v.union([
  v.strictObject({ names: count, results: said(count, 'One that mVol and eVol had counts twice.') }),
  v.strictObject({ erased: said(count, 'Originals that waited for the end of their grace period.') }),
]);

export const signedAnswer = v.object({
  target: said(v.string(), "Path and query, to be put behind the server's origin as it is."),
  expiresAt: v.optional(time),
});

const token = v.object({
  ...{ id: v.string(), scopes: strings, prefix: v.string(), label: v.string() },
  ...{ createdAt: time, expiresAt: v.optional(time) },
});
export const tokensAnswer = v.object({ tokens: v.array(token) });
export const tokenAnswer = v.object({ ...token.entries, token: said(v.string(), 'Not to be had again.') });

export const ticketAnswer = v.object({
  ...{ id: v.string(), name: v.optional(v.string()), prefix: v.string(), replace: v.boolean() },
  ...{ maxBytes: v.optional(count), types: v.optional(strings), expiresAt: time },
  ticket: said(v.string(), 'Not to be had again.'),
  url: said(v.string(), 'Where the image goes, behind the origin of the server.'),
  put: v.optional(
    said(
      v.object({
        ...{ method: v.literal('PUT'), url: v.string(), expiresAt: time },
        headers: said(v.record(v.string(), v.string()), 'What it has to say besides its Content-Length.'),
      }),
      'Where its bytes go instead, with `direct`.',
    ),
  ),
  complete: v.optional(said(v.string(), 'What to POST to then.')),
});

export const pipelineAnswer = v.object({
  ...{ id: v.string(), options: said(v.string(), 'As in a URL, in canonical form.') },
  fixed: said(v.boolean(), 'Of the configuration: cannot be changed from outside.'),
});
export const pipelinesAnswer = v.object({ pipelines: v.array(pipelineAnswer) });

export const healthAnswer = v.object({ status: v.literal('ok') });
export const readyAnswer = v.object({ ready: v.boolean(), reasons: strings, warnings: v.optional(strings) });
