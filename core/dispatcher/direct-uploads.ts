// Uploads past the server: a ticket with a presigned PUT into the bucket's staging area, and a call that has what was put
// there looked at and made an image, as the bytes of any upload are.
import * as v from 'valibot';
import type { TicketRow } from '../database/ticket-ledger.ts';
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Presigner } from '../volume/presigner.ts';
import { readJsonIfAny } from './json-body.ts';
import { madeName, nameIn, type UploadRules, type UploadSource } from './upload-source.ts';
import { readUserMetaHeaders, saidOf, userMetaEntries } from './user-meta.ts';

export const directEntry = v.pipe(
  v.strictObject({
    byteLength: v.pipe(v.number(), v.integer(), v.minValue(1), v.description('The store takes exactly so many.')),
    digest: v.optional(
      v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.description('SHA-256 of the bytes, where it is known.')),
    ),
  }),
  v.description('Has the bytes put into the bucket itself: the answer says where, and what to call then.'),
);

export const completeBody = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.description('Where the ticket leaves it to the uploader.'))),
  ...userMetaEntries,
});
const expected = 'with "name", "private", "tags" or "metadata", or nothing';

/** Behind the URL of a ticket. */
export const completing = '/complete';

// Of a PUT to begin. The keys of a role end within hours, and what is signed with them ends too.
const longestSeconds = 3600;

/** `presigner` is undefined where the store answers nobody but the server. */
export function createDirectUploads(presigner: Presigner | undefined, tell: Tell) {
  return {
    /** Fails with `not-supported` or `too-large`, before there is a ticket. */
    check({ byteLength }: NonNullable<TicketRow['direct']>, limitBytes: number): void {
      if (presigner === undefined) throw withoutStore();
      if (byteLength <= limitBytes) return;
      const message = `Expected at most ${limitBytes} bytes but ${byteLength} are to come.`;
      throw new Failure('too-large', message, { subject: 'direct', limit: limitBytes });
    },

    /** What is asked of who has the ticket, beside the ticket. */
    async offer({ id, direct, expiresAt: end }: TicketRow, url: string, secondsLeft: number) {
      if (presigner === undefined || direct === undefined) return {};
      const expiresIn = Math.min(secondsLeft, longestSeconds);
      const link = await presigner.put(id, { ...direct, expiresIn });
      const expiresAt = new Date(end - (secondsLeft - expiresIn) * 1000).toISOString();
      return { put: { method: 'PUT', ...link, expiresAt }, complete: `${url}${completing}` };
    },

    /** Fails with `not-found` where nothing was put, and with `digest-mismatch` where it is not as long as was said. */
    async source(request: Request, { id, direct }: TicketRow, rules: UploadRules): Promise<UploadSource> {
      if (presigner === undefined || direct === undefined) {
        throw new Failure('not-found', 'This ticket takes an image itself: there is nothing to complete.');
      }
      const fields = readUserMetaHeaders(request.headers);
      const { name, ...said } = (await readJsonIfAny(request, completeBody, expected)) ?? {};
      const given = name === undefined ? rules.fixed : nameIn(rules, name);
      const put = await presigner.staged(id);
      if (put === undefined) throw new Failure('not-found', 'Nothing has been put for this ticket yet.');
      if (put.byteLength !== direct.byteLength) {
        await put.body.cancel();
        const message = `Expected ${direct.byteLength} bytes, as was said, but ${put.byteLength} were put.`;
        throw new Failure('digest-mismatch', message, { subject: 'direct', limit: direct.byteLength });
      }
      return {
        body: put.body,
        declared: { ext: undefined, digest: direct.digest },
        name: async (ext) => given ?? madeName(rules.realm, ext),
        userMeta: async () => ({ ...fields, ...saidOf(said) }),
      };
    },

    /** Of an image that is stored by now: what is left of it only costs space, until a rule of the bucket takes it. */
    async forget({ id }: TicketRow): Promise<void> {
      await presigner?.forget(id).catch((error) => tell('volume.litter', { imgAddr: id, error }));
    },
  };
}

function withoutStore(): Failure {
  return new Failure('not-supported', 'This server keeps its images in no bucket: expected no "direct".', {
    subject: 'direct',
  });
}
