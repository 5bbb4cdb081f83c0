// What an unsigned URL may ask of delivery: nothing, named pipelines, these and the ladder, or anything.

export const unsignedLevels = ['none', 'pipelines', 'ladder', 'any'] as const;

export type Unsigned = (typeof unsignedLevels)[number];

/** `auto` trusts whoever can reach a server that only this machine can reach. */
export function settleUnsigned(setting: Unsigned | 'auto', host: string): Unsigned {
  if (setting !== 'auto') return setting;
  return isLoopback(host) ? 'any' : 'ladder';
}

// RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3, RFC 6761 section 6.3. Any other spelling counts as open.
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
