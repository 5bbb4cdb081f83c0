// SHA-256 of bytes as they come: Web Crypto wants them whole, workerd has a stream for it.
// https://developers.cloudflare.com/workers/runtime-apis/web-crypto/#constructors

export interface Digest {
  update(chunk: Uint8Array): Promise<void>;
  /** 64 lower-case hex characters; ends it. */
  hex(): Promise<string>;
}

export function createDigest(): Digest {
  const stream = new crypto.DigestStream('SHA-256');
  const writer = stream.getWriter();
  return {
    update: (chunk) => writer.write(chunk),
    async hex() {
      await writer.close();
      return hexOf(await stream.digest);
    },
  };
}

export async function digestOf(bytes: Uint8Array): Promise<string> {
  return hexOf(await crypto.subtle.digest('SHA-256', bytes));
}

function hexOf(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
