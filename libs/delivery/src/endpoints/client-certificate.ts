import { createPrivateKey, X509Certificate } from 'node:crypto';

/** Why a client certificate and a private key, both in PEM, cannot be used together; undefined: they can. */
export function certificateFault(
  certificate: string,
  privateKey: string,
): { path: 'certificate' | 'private_key'; message: string } | undefined {
  const leaf = readOr(() => new X509Certificate(certificate));
  if (leaf === undefined) return { path: 'certificate', message: 'is no certificate in PEM' };
  const key = readOr(() => createPrivateKey(privateKey));
  if (key === undefined) {
    return { path: 'private_key', message: 'is no private key in PEM without a passphrase' };
  }
  return leaf.checkPrivateKey(key)
    ? undefined
    : { path: 'private_key', message: 'does not belong to the certificate' };
}

function readOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
