import { verify } from 'node:crypto';
import { refused, type ActiveSecret, type Verdict } from '../providers/webhook-provider.ts';

/** More than any rotation has: each costs a pass over the body, before anybody is known. */
const MAX_SIGNATURES = 4;

/** Those of a request's signatures that keys are tried on. */
export const triedOf = (candidates: readonly Buffer[]): readonly Buffer[] =>
  candidates.slice(0, MAX_SIGNATURES);

/** What was signed with the other half of a key, and when as far as that was signed too. */
export interface PublicKeySigned {
  /** Null: the key's own, as of Ed25519. */
  algorithm: 'sha256' | null;
  /** Of the event's record: `ed25519`, `ecdsa-sha256`. */
  scheme: string;
  parts: readonly (string | Uint8Array)[];
  signedAtMs?: number | null;
}

/** Tries every key on the first candidates. Secrets are the sender's public keys here. */
export function signedByPublicKey(
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  { algorithm, scheme, parts, signedAtMs = null }: PublicKeySigned,
): Verdict {
  const signed = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
  );
  const by = secrets.find(({ key }) =>
    triedOf(candidates).some((candidate) => verify(algorithm, signed, key, candidate)),
  );
  if (by === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme, secretId: by.id, signedAtMs };
}
