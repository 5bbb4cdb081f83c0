// What an upload is made of: a form's file or a raw body, and what is said beside it.
import { Failure } from '../failure.ts';
import type { Upload } from '../handlers/p-vol-img-write.ts';
import type { Ext } from '../image/format.ts';
import { checkName } from '../image/name.ts';
import { requireRealm } from '../policy/principal.ts';
import { readDeclared, refuseAnnouncedLength } from './declared.ts';
import { bodyOf } from './image-room.ts';
import { isForm, readUploadForm } from './upload-form.ts';
import { readUserMetaHeaders, readUserMetaTexts } from './user-meta.ts';

export type UploadSource = Pick<Upload, 'body' | 'declared' | 'name' | 'userMeta'>;

export interface UploadRules {
  /** What the name has to begin with. */
  readonly realm: string;
  /** The name, where it is not the client's to choose. */
  readonly fixed?: string | undefined;
  readonly limitBytes: number;
  readonly inputs: readonly Ext[];
}

// What a form may have around its file: boundaries, part headers, texts.
const formOverheadBytes = 49_152;

/** Fails as forms, declarations and names do. */
export async function readUploadSource(request: Request, rules: UploadRules): Promise<UploadSource> {
  const said = readUserMetaHeaders(request.headers);
  return isForm(request.headers) ? formSource(request, rules, said) : rawSource(request, rules, said);
}

type Said = ReturnType<typeof readUserMetaHeaders>;

function rawSource(request: Request, rules: UploadRules, said: Said): UploadSource {
  const declared = readDeclared(request.headers, rules.inputs);
  refuseAnnouncedLength(request.headers, rules.limitBytes);
  return {
    body: bodyOf(request),
    declared,
    name: async (ext) => rules.fixed ?? madeName(rules.realm, ext),
    userMeta: async () => said,
  };
}

async function formSource(request: Request, rules: UploadRules, said: Said): Promise<UploadSource> {
  const limitBytes = rules.limitBytes + formOverheadBytes;
  refuseAnnouncedLength(request.headers, limitBytes);
  const form = await readUploadForm(request, limitBytes);
  return {
    body: form.file.body,
    declared: readDeclared(form.file.headers, rules.inputs),
    async name(ext) {
      const { name = rules.fixed } = await form.fields();
      return name === undefined ? madeName(rules.realm, ext) : nameIn(rules, name);
    },
    userMeta: async () => ({ ...said, ...readUserMetaTexts(await form.fields()) }),
  };
}

// 122 random bits: nobody finds an image by guessing its name.
export function madeName(realm: string, ext: Ext, id = crypto.randomUUID().replaceAll('-', '')): string {
  return checkName(`${realm}${id}.${ext}`);
}

/** Fails with `bad-name`, and with `forbidden` for a name that this upload may not have. */
export function nameIn({ realm, fixed }: Pick<UploadRules, 'realm' | 'fixed'>, given: string): string {
  const name = checkName(given);
  requireRealm(realm, name);
  if (fixed === undefined || name === fixed) return name;
  throw new Failure('forbidden', 'Expected the name that this upload is for, or none.', { subject: 'name' });
}
