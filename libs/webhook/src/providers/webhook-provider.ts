import type { KeyObject } from 'node:crypto';
import type { FetchPurpose } from '@millwright/contracts';
import type { Id } from '@millwright/kernel';
import type { z } from 'zod';
import type { Answer } from './answer.ts';
import type { DeliveryBody } from './delivery-body.ts';
import type { Pin } from '../signatures/pinned-url.ts';
import type { Handshake, HandshakeBy } from './handshake.ts';

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  /** The address that we know the webhook by, with the query that was sent. */
  readonly url: string;
  /** Lower-case name → the values of its lines, in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The bytes as they came: not unpacked, not decoded, not parsed. */
  readonly rawBody: Buffer;
}

/** A request as its sender signed it. */
export interface SignedRequest extends ReceivedRequest {
  /** The address that the sender was given, with the query that it sent. Owners may have written it: no secret is looked for here. */
  readonly url: string;
  /** What was sent after `?`, undecoded; empty when there was nothing. */
  readonly query: string;
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
  /** What was found at the addresses that `keysNeeded` named; one that is not here could not be fetched. */
  readonly fetched: ReadonlyMap<string, string>;
}

/** Why a request was refused. `key_unavailable` is not the sender's fault: it may try again. */
export type RefusalReason =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_out_of_range'
  | 'secret_missing'
  | 'payload_unreadable'
  | 'key_untrusted'
  | 'key_unavailable'
  | 'recipient_mismatch'
  | 'handshake_refused'
  | 'handshake_closed';

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

/** A way to make requests that count; each of HTTP's words in capitals. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** A delivery as the sender makes them, unsigned: what a new webhook can be tried with. */
export interface SampleDelivery {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a sender adds to a request when it signs it, or tells its secret. */
export interface SignatureParts {
  /** Lower-case name → value; bytes as Node writes them, in Latin-1. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the address. */
  readonly query?: Readonly<Record<string, string>>;
  /** The body, where the signature is inside it. */
  readonly body?: string;
}

/** What a sender signs with. */
export interface SignBy<Config = unknown> {
  readonly key: KeyObject;
  readonly config: Config;
}

/** How requests are signed: the part of a provider that many share. */
export interface SignatureScheme<Config = unknown> {
  /** How far the signed time may be off, both ways, 0 for as far as it likes; null: no time is signed. */
  readonly toleranceSeconds: number | null;
  /** Whether the signature covers the address, so that `public_url` matters. */
  readonly signsUrl: boolean;
  /** Whether it covers every byte of the body. */
  readonly signsBody: boolean;
  /** The provider's own options: checked when saved, prepared when loaded. */
  readonly config: z.ZodType<Config>;
  /** A secret ready for use; undefined when it cannot be the key that the provider needs. */
  keyOf(secret: string, config: Config): KeyObject | undefined;
  /** Lower-case names of the headers that carry signatures, or secrets: any one of them will do. */
  signatureHeadersOf(config: Config): readonly string[];
  /** Lower-case names of other headers that a signed request must have. */
  signedHeadersOf?(config: Config): readonly string[];
  verify(request: SignedRequest, by: VerifyBy<Config>, nowMs: number): Verdict;
  /** Signs as the sender does, so that a webhook can be tried. Missing, or undefined: only the sender has the key. */
  sign?(request: SignedRequest, by: SignBy<Config>, nowMs: number): SignatureParts | undefined;
}

/**
 * A sender we know: how it signs, greets and names its deliveries. One const per sender, in a file of its own, and one
 * line in `index.ts`. Pure functions: bytes, headers and the time go in, a verdict comes out; nothing is thrown, and
 * nothing fetched. Order of `verify`: present; recent, both ways; any candidate with any secret matches, in constant time.
 */
export interface WebhookProvider<Config = unknown> extends SignatureScheme<Config> {
  /** The value of a webhook's `provider` and the suffix of its URL; lower case. */
  readonly id: string;
  readonly name: string;
  /** The id of the provider that this is another name of. */
  readonly aliasOf?: string;
  /** Address of the sender's own documentation; undefined for those that are no sender. */
  readonly documentation?: string;
  /** What "secret" means here, for forms. */
  readonly secretLabel: string;
  /** How requests are signed, for people. */
  readonly signature: string;
  /** Which handshakes are answered, for people; missing: there are none. */
  readonly handshakes?: string;
  /** What the owner should know before trusting it, such as that nothing is signed. */
  readonly notice?: string;
  readonly sample: SampleDelivery;
  /** The methods of deliveries. Default: POST. */
  readonly methods?: readonly HttpMethod[];
  /** Further methods, which only greetings use. */
  readonly handshakeMethods?: readonly HttpMethod[];
  /** Whether a handshake tells us the secret: such a webhook may be saved without. */
  readonly learnsSecret?: boolean;
  /** What a 401 says in `WWW-Authenticate`. */
  readonly wwwAuthenticate?: string;
  /** `json`: whatever the content type says, the body is JSON. */
  readonly bodyFormat?: 'json';
  /** Whether a delivery of that content is taken; false: 415. Default: whatever can be read is. */
  takesContent?(delivery: Pick<Delivery, 'headers'>): boolean;
  /** Whether the body is an array of deliveries, each of them an event. Default: it is one. */
  isBatch?(delivery: Pick<Delivery, 'headers'>): boolean;
  /** Where requests carry the secret itself, in lower case: masked wherever requests are stored or shown. */
  secretPlacesOf?(config: Config): {
    readonly headers?: readonly string[];
    readonly query?: readonly string[];
  };
  /** `body`: a value of the body is the secret itself. */
  readonly tellsSecretIn?: 'body';
  /** A secret of our making; undefined when it is the sender's to choose. */
  newSecret?(config: Config): string;
  /** Where its keys are, and where it has subscriptions confirmed. Default: nothing of it is fetched. */
  readonly pins?: Partial<Readonly<Record<FetchPurpose, Pin>>>;
  /** The addresses of the keys that this request is signed with: only those whose host is the sender's. The caller fetches. */
  keysNeeded?(request: SignedRequest, by: HandshakeBy<Config>): readonly string[];
  /** A greeting that anybody can send; undefined: it is none. */
  handshake?(request: SignedRequest, by: HandshakeBy<Config>): Handshake | undefined;
  /** A greeting in a request whose signature was good; undefined: it is a delivery. */
  verifiedHandshake?(request: SignedRequest, by: HandshakeBy<Config>): Handshake | undefined;
  /** The sender's own id of a delivery; undefined where it gives none. */
  deliveryIdOf(delivery: Delivery, config: Config): string | undefined;
  /** The sender's own word for the kind of event; undefined where it has none. */
  hintOf(delivery: Delivery, config: Config): string | undefined;
  /** What a delivery that was taken is answered. Default: 204. */
  successOf?(delivery: Delivery, config: Config): Answer;
}

const POST: readonly HttpMethod[] = ['POST'];

/** The methods of a provider's deliveries. */
export const deliveryMethodsOf = (provider: WebhookProvider): readonly HttpMethod[] =>
  provider.methods ?? POST;

/** Every method that a provider takes: anything else is 405. */
export const methodsOf = (provider: WebhookProvider): readonly HttpMethod[] => [
  ...new Set([...(provider.handshakeMethods ?? []), ...deliveryMethodsOf(provider)]),
];
