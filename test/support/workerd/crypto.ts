// Stands for node:crypto in suites inside workerd, which has no digest that does not wait.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export function createHash(_algorithm: 'sha256') {
  const hash = sha256.create();
  const chain = {
    update(bytes: Uint8Array) {
      hash.update(bytes);
      return chain;
    },
    digest: (_encoding: 'hex') => bytesToHex(hash.digest()),
  };
  return chain;
}
