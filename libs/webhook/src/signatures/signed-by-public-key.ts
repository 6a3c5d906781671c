import { verify } from 'node:crypto';
import { refused, type ActiveSecret, type Verdict } from '../providers/webhook-provider.ts';

/** What was signed with the other half of a key, and when as far as that was signed too. */
export interface PublicKeySigned {
  /** Null: the key's own, as of Ed25519. */
  algorithm: 'sha256' | null;
  /** Of the event's record: `ed25519`, `ecdsa-sha256`. */
  scheme: string;
  parts: readonly (string | Uint8Array)[];
  signedAtMs?: number | null;
}

/** Tries every key on every candidate. Secrets are the sender's public keys here. */
export function signedByPublicKey(
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  { algorithm, scheme, parts, signedAtMs = null }: PublicKeySigned,
): Verdict {
  const signed = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
  );
  const by = secrets.find(({ key }) =>
    candidates.some((candidate) => verify(algorithm, signed, key, candidate)),
  );
  if (by === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme, secretId: by.id, signedAtMs };
}
