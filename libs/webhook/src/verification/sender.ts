import type { VerificationRecord } from '@millwright/contracts';
import { storableText, type Id } from '@millwright/kernel';
import { noContent, type Answer } from '../providers/answer.ts';
import { notGreeted, type Handshake } from '../providers/handshake.ts';
import { unknownProvider } from '../providers/unknown-provider.ts';
import { deliveryMethodsOf, refused } from '../providers/webhook-provider.ts';
import type {
  ActiveSecret,
  Delivery,
  HttpMethod,
  ReceivedRequest,
  SignedRequest,
  Verdict,
  WebhookProvider,
} from '../providers/webhook-provider.ts';
import { headerValue } from '../signatures/header-values.ts';
import { queryOf } from '../signatures/query-values.ts';
import { verificationDefaults, type VerificationSettings } from './verification-settings.ts';

const MAX_WORD_LENGTH = 255;
const nothingFetched: ReadonlyMap<string, string> = new Map();

/** A webhook's secret, opened. `expiresAtMs` infinite: never. */
export interface OpenSecret {
  id: Id;
  value: string;
  expiresAtMs: number;
}

/** Nobody asked who sends. */
export interface Unverified {
  readonly is: 'unverified';
}

const unverified: Unverified = { is: 'unverified' };

/** What the event keeps of the sender's own words. */
export interface SenderWords {
  deliveryId: string | undefined;
  hint: string | null;
}

/**
 * Who sends to a webhook, ready for use: provider, options and keys are prepared once, when the webhook's route is
 * loaded, since each of its requests passes here (bench "intake-verified").
 */
export class Sender {
  /** The provider, unless its options cannot be read: then nobody, who greets nobody and lets nobody in. */
  private readonly way: WebhookProvider;
  private readonly config: unknown;
  private readonly secrets: readonly (ActiveSecret & { readonly expiresAtMs: number })[];
  private readonly firstExpiryMs: number;
  private readonly settings: VerificationSettings;

  /** `secrets` newest first. What cannot be used is left out: without a secret, nobody is let in. */
  constructor(
    readonly provider: WebhookProvider,
    settings: VerificationSettings | null,
    secrets: readonly OpenSecret[],
  ) {
    this.settings = settings ?? verificationDefaults;
    const config = provider.config.safeParse(this.settings.config);
    this.way = config.success ? provider : unknownProvider(provider.id);
    this.config = config.data;
    this.secrets = config.success
      ? secrets.flatMap(({ id, value, expiresAtMs }) => {
          const key = provider.keyOf(value, config.data);
          return key === undefined ? [] : [{ id, key, expiresAtMs }];
        })
      : [];
    this.firstExpiryMs = Math.min(...this.secrets.map(({ expiresAtMs }) => expiresAtMs));
  }

  /**
   * A greeting that asks for no signature; undefined: the request is a delivery, or a greeting that is signed. Secrets
   * are learnt only while the owner's window for them is open.
   */
  handshakeOf(
    request: ReceivedRequest,
    arrivedMs: number,
    isWindowOpen: boolean,
  ): Handshake | undefined {
    const handshake = this.way.handshake?.(this.asSigned(request), this.atHand(arrivedMs));
    if (handshake?.is === 'greeted' && handshake.learns !== undefined && !isWindowOpen) {
      return notGreeted(handshake.kind, 403, 'handshake_closed');
    }
    return handshake ?? unclaimed(request.method, deliveryMethodsOf(this.way));
  }

  /** The addresses whose keys a verdict on this request needs. The caller fetches them, or says that it cannot. */
  keysNeeded(request: ReceivedRequest, arrivedMs: number): readonly string[] {
    if (this.settings.mode === 'off') return [];
    return this.way.keysNeeded?.(this.asSigned(request), this.atHand(arrivedMs)) ?? [];
  }

  /** Whether the request comes from the sender, as of its arrival. `url` is the one that we know the webhook by. */
  verdictOf(
    request: ReceivedRequest,
    arrivedMs: number,
    fetched: ReadonlyMap<string, string> = nothingFetched,
  ): Verdict | Unverified {
    const { mode, tolerance_seconds } = this.settings;
    if (mode === 'off') return unverified;
    const { secrets, config } = this.atHand(arrivedMs);
    if (secrets.length === 0) return refused('secret_missing');
    const toleranceSeconds = tolerance_seconds ?? undefined;
    return this.way.verify(
      this.asSigned(request),
      { secrets, config, toleranceSeconds, fetched },
      arrivedMs,
    );
  }

  /** A greeting in a request that {@link verdictOf} let in; undefined: it is a delivery. */
  verifiedHandshakeOf(request: ReceivedRequest, arrivedMs: number): Handshake | undefined {
    if (request.method !== 'POST') return undefined;
    return this.way.verifiedHandshake?.(this.asSigned(request), this.atHand(arrivedMs));
  }

  /** Whether the request has what the sender's signatures, or secrets, are in. */
  isSigned({ headers }: Pick<ReceivedRequest, 'headers'>): boolean {
    return this.way
      .signatureHeadersOf(this.config)
      .some((name) => headerValue(headers, name) !== undefined);
  }

  /** What a delivery that was taken is answered. */
  successOf(delivery: Delivery): Answer {
    return this.way.successOf?.(delivery, this.config) ?? noContent;
  }

  /** The sender's own id and kind of a delivery, as text that can be stored. */
  wordsOf(delivery: Delivery): SenderWords {
    const deliveryId = this.way.deliveryIdOf(delivery, this.config);
    const hint = this.way.hintOf(delivery, this.config);
    return { deliveryId: deliveryId && wordOf(deliveryId), hint: hint ? wordOf(hint) : null };
  }

  private atHand(nowMs: number): { secrets: readonly ActiveSecret[]; config: unknown } {
    return { secrets: this.activeAt(nowMs), config: this.config };
  }

  private asSigned(request: ReceivedRequest): SignedRequest {
    const { public_url } = this.settings;
    const { url } = request;
    const query = queryOf(url);
    return { ...request, url: public_url === null ? url : sentTo(public_url, url), query };
  }

  private activeAt(nowMs: number): readonly ActiveSecret[] {
    if (nowMs < this.firstExpiryMs) return this.secrets;
    return this.secrets.filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  }
}

/** A method that only greetings use, in a request that is none. */
function unclaimed(method: string, deliveries: readonly HttpMethod[]): Handshake | undefined {
  if (deliveries.includes(method as HttpMethod)) return undefined;
  return notGreeted('handshake', method === 'GET' ? 403 : 405);
}

/** What the event keeps of a verdict that let it in. */
export function verificationRecordOf(
  verdict: Exclude<Verdict, { is: 'refused' }> | Unverified,
): VerificationRecord {
  if (verdict.is === 'unverified') {
    return { verdict: 'unverified', scheme: null, secret_id: null, signed_at: null };
  }
  const { scheme, secretId, signedAtMs } = verdict;
  return {
    verdict: 'verified',
    scheme,
    secret_id: secretId,
    signed_at: signedAtMs === null ? null : new Date(signedAtMs).toISOString(),
  };
}

/** The address given to the sender; what the sender added to it is the query of the request. */
function sentTo(publicUrl: string, url: string): string {
  const query = url.indexOf('?');
  return publicUrl.includes('?') || query < 0 ? publicUrl : publicUrl + url.slice(query);
}

const wordOf = (text: string): string => storableText(text.slice(0, MAX_WORD_LENGTH));
