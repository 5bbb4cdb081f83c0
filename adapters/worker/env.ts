// What is bound to the Worker (wrangler.toml), and what its variables and secrets say.
import { readSettings, type Settings } from '../../core/index.ts';

export interface Env {
  /** Cloudflare's Images. */
  readonly IMAGES?: ImagesBinding;
  /** R2, with the originals. */
  readonly BUCKET?: R2Bucket;
  /** Settings by their names; a variable may be any JSON. */
  readonly [name: string]: unknown;
}

/** `defaults` are of settings that nobody says. Fails as readSettings does. */
export function settingsOf(env: Env, defaults: Readonly<Record<string, string>> = {}): Settings {
  const said = Object.entries(env).filter(([name]) => name.startsWith('IMG_'));
  const texts = said.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const others = said.filter(([, value]) => typeof value !== 'string');
  const settings = readSettings({ ...defaults, ...Object.fromEntries(texts) }, Object.fromEntries(others));
  // It has no address of its own: whoever asks is not taken for its developer (0087).
  return { ...settings, host: '' };
}
