import type { VerificationRecord } from '@millwright/contracts';
import { storableText, type Id } from '@millwright/kernel';
import { refused } from '../providers/webhook-provider.ts';
import type {
  ActiveSecret,
  Delivery,
  SignedRequest,
  Verdict,
  WebhookProvider,
} from '../providers/webhook-provider.ts';
import { verificationDefaults, type VerificationSettings } from './verification-settings.ts';

const MAX_WORD_LENGTH = 255;

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
    this.config = config.data;
    this.secrets = config.success
      ? secrets.flatMap(({ id, value, expiresAtMs }) => {
          const key = provider.keyOf(value, config.data);
          return key === undefined ? [] : [{ id, key, expiresAtMs }];
        })
      : [];
    this.firstExpiryMs = Math.min(...this.secrets.map(({ expiresAtMs }) => expiresAtMs));
  }

  /** Whether the request comes from the sender, as of its arrival. `url` is the one that we know the webhook by. */
  verdictOf(request: SignedRequest, arrivedMs: number): Verdict | Unverified {
    const { mode, public_url, tolerance_seconds } = this.settings;
    if (mode === 'off') return unverified;
    const secrets = this.activeAt(arrivedMs);
    if (secrets.length === 0) return refused('secret_missing');
    const signed =
      public_url === null ? request : { ...request, url: sentTo(public_url, request.url) };
    const toleranceSeconds = tolerance_seconds ?? undefined;
    return this.provider.verify(
      signed,
      { secrets, config: this.config, toleranceSeconds },
      arrivedMs,
    );
  }

  /** The sender's own id and kind of a delivery, as text that can be stored. */
  wordsOf(delivery: Delivery): SenderWords {
    const deliveryId = this.provider.deliveryIdOf(delivery, this.config);
    const hint = this.provider.hintOf(delivery, this.config);
    return { deliveryId: deliveryId && wordOf(deliveryId), hint: hint ? wordOf(hint) : null };
  }

  private activeAt(nowMs: number): readonly ActiveSecret[] {
    if (nowMs < this.firstExpiryMs) return this.secrets;
    return this.secrets.filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  }
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
