import type { KeyObject } from 'node:crypto';
import type { Id } from '@millwright/kernel';
import type { z } from 'zod';
import type { DeliveryBody } from './delivery-body.ts';

/** A request as its sender signed it. */
export interface SignedRequest {
  readonly method: string;
  /** The address that the sender was given, with the query that it sent. */
  readonly url: string;
  /** Lower-case name → the values of its lines, in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The bytes as they came: not unpacked, not decoded, not parsed. */
  readonly rawBody: Buffer;
}

/** A request whose body has been read. */
export interface Delivery extends Pick<SignedRequest, 'headers'> {
  readonly body: DeliveryBody;
}

/** A secret that counts now, as the key that `keyOf` made of it, once. */
export interface ActiveSecret {
  readonly id: Id;
  readonly key: KeyObject;
}

/** What a webhook says about verification. */
export interface VerifyBy<Config = unknown> {
  /** Newest first; never empty. */
  readonly secrets: readonly ActiveSecret[];
  readonly config: Config;
  /** The webhook's own tolerance, 0 for none at all; undefined: the provider's. */
  readonly toleranceSeconds: number | undefined;
}

/** Why a request was refused. */
export type RefusalReason =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_out_of_range'
  | 'secret_missing';

/** A request that was signed with a secret of ours. `signedAtMs` null: no time is signed. */
export interface Accepted {
  readonly is: 'accepted';
  readonly scheme: string;
  readonly secretId: Id;
  readonly signedAtMs: number | null;
}

/** A request that was not. */
export interface Refused {
  readonly is: 'refused';
  readonly reason: RefusalReason;
}

/** What a check of a signature came to. */
export type Verdict = Accepted | Refused;

export const refused = (reason: RefusalReason): Refused => ({ is: 'refused', reason });

/**
 * A sender we know: how it signs and names its deliveries. One const per sender, in a file of its own, and one line in
 * `index.ts`. Pure functions: bytes, headers and the time go in, a verdict comes out; nothing is thrown. Order of
 * `verify`: present; recent, both ways; any candidate with any secret matches, in constant time.
 */
export interface WebhookProvider<Config = unknown> {
  /** The value of a webhook's `provider` and the suffix of its URL; lower case. */
  readonly id: string;
  readonly name: string;
  /** Address of the sender's own documentation; undefined for those that are no sender. */
  readonly documentation?: string;
  /** What "secret" means here, for forms. */
  readonly secretLabel: string;
  /** How far the signed time may be off, both ways; null: no time is signed. */
  readonly toleranceSeconds: number | null;
  /** Whether the signature covers the address, so that `public_url` matters. */
  readonly signsUrl: boolean;
  /** The provider's own options: checked when saved, prepared when loaded. */
  readonly config: z.ZodType<Config>;
  /** A secret ready for use; undefined when it cannot be the key that the provider needs. */
  keyOf(secret: string, config: Config): KeyObject | undefined;
  /** A secret of our making; undefined when it is the sender's to choose. */
  newSecret?(config: Config): string;
  /** Lower-case names of the headers that carry signatures. */
  signatureHeadersOf(config: Config): readonly string[];
  verify(request: SignedRequest, by: VerifyBy<Config>, nowMs: number): Verdict;
  /** The sender's own id of a delivery; undefined where it gives none. */
  deliveryIdOf(delivery: Delivery, config: Config): string | undefined;
  /** The sender's own word for the kind of event; undefined where it has none. */
  hintOf(delivery: Delivery, config: Config): string | undefined;
}
