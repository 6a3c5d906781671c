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
import { withSignature } from '../signatures/with-signature.ts';
import { Mask } from './mask.ts';
import { unverified, type Unverified } from './verification-record.ts';
import { verificationDefaults, type VerificationSettings } from './verification-settings.ts';

const MAX_WORD_LENGTH = 255;
const nothingFetched: ReadonlyMap<string, string> = new Map();

/** A webhook's secret, opened. `expiresAtMs` infinite: never. */
export interface OpenSecret {
  id: Id;
  value: string;
  expiresAtMs: number;
}

/** As the owner wrote them; or `when_signed`: who does not sign is let in as nobody, where that is so by design. */
export type SenderSettings = Omit<VerificationSettings, 'mode'> & {
  readonly mode: VerificationSettings['mode'] | 'when_signed';
  /** Whether no key opens those of its options that are secrets. */
  readonly lacksOptions?: boolean;
};

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
  private readonly settings: SenderSettings;
  /** What requests tell of secrets is masked wherever they are stored or shown. */
  readonly mask: Mask;

  /** `secrets` newest first. What cannot be used is left out: without a secret, nobody is let in. */
  constructor(
    readonly provider: WebhookProvider,
    settings: SenderSettings | null,
    secrets: readonly OpenSecret[],
  ) {
    this.settings = settings ?? verificationDefaults;
    const config = provider.config.safeParse(
      this.settings.lacksOptions === true ? null : this.settings.config,
    );
    this.way = config.success ? provider : unknownProvider(provider.id);
    this.config = config.data;
    this.secrets = config.success
      ? secrets.flatMap(({ id, value, expiresAtMs }) => {
          const key = provider.keyOf(value, config.data);
          return key === undefined ? [] : [{ id, key, expiresAtMs }];
        })
      : [];
    const values = secrets.map(({ value }) => value);
    this.mask = new Mask(provider, this.settings.config, values);
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
    const atHand = this.atHand(arrivedMs);
    // Without a secret nobody is let in, whatever is fetched.
    if (atHand.secrets.length === 0 || !this.isJudged(request)) return [];
    return this.way.keysNeeded?.(this.asSigned(request), atHand) ?? [];
  }

  /** Whether the request comes from the sender, as of its arrival. `url` is the one that we know the webhook by. */
  verdictOf(
    request: ReceivedRequest,
    arrivedMs: number,
    fetched: ReadonlyMap<string, string> = nothingFetched,
  ): Verdict | Unverified {
    if (!this.isJudged(request)) return unverified;
    const { tolerance_seconds } = this.settings;
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

  /**
   * The request as the sender would sign it, with the newest secret; undefined where only the sender can, or where there
   * is no secret.
   */
  signed(request: ReceivedRequest, nowMs: number): ReceivedRequest | undefined {
    const { secrets, config } = this.atHand(nowMs);
    const key = secrets[0]?.key;
    const parts = key && this.way.sign?.(this.asSigned(request), { key, config }, nowMs);
    return parts && withSignature(request, parts);
  }

  /** A request that may be shown: without the secrets that it tells, wherever it tells them. */
  withoutSecrets(request: ReceivedRequest): ReceivedRequest {
    return {
      ...request,
      url: this.mask.url(request.url),
      headers: this.mask.headers(request.headers),
      rawBody: this.mask.body(request.rawBody),
    };
  }

  /** Whether the request has what the sender's signatures, or secrets, are in. */
  isSigned({ headers }: Pick<ReceivedRequest, 'headers'>): boolean {
    return this.way
      .signatureHeadersOf(this.config)
      .some((name) => headerValue(headers, name) !== undefined);
  }

  /** Whether the body is JSON, whatever the content type says. */
  get sendsJson(): boolean {
    return this.way.bodyFormat === 'json';
  }

  /** Whether a delivery of that content is taken. */
  takesContent(delivery: Pick<Delivery, 'headers'>): boolean {
    return this.way.takesContent?.(delivery) ?? true;
  }

  /** Whether the body is an array of deliveries. */
  isBatch(delivery: Pick<Delivery, 'headers'>): boolean {
    return this.way.isBatch?.(delivery) ?? false;
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

  /** Where unsigned requests are let in, a signature counts as soon as there is something to judge it by. */
  private isJudged(request: ReceivedRequest): boolean {
    const { mode } = this.settings;
    if (mode === 'when_signed') return this.secrets.length > 0 && this.isSigned(request);
    return mode === 'required';
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

/** The address given to the sender; what the sender added to it is the query of the request. */
function sentTo(publicUrl: string, url: string): string {
  const query = url.indexOf('?');
  return publicUrl.includes('?') || query < 0 ? publicUrl : publicUrl + url.slice(query);
}

const wordOf = (text: string): string => storableText(text.slice(0, MAX_WORD_LENGTH));
