import { readFileSync } from 'node:fs';

/** Key and certificate of a peer for whom nobody vouches, in PEM. */
export function untrustedIdentity(): { key: string; cert: string } {
  return { key: fixture('peer-key.pem'), cert: fixture('peer-certificate.pem') };
}

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');
