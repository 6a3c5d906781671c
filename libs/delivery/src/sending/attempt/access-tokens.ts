import { createHash } from 'node:crypto';
import { messageOf } from '@millwright/kernel';
import { basicOf, type OutboundHttp } from '@millwright/net';
import { DeliveryError } from '../delivery.errors.ts';

/** Where to ask for a token, and as who. */
export interface TokenGrant {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string | null;
}

const MAX_RESPONSE_BYTES = 65_536;
const KEPT_S = 300;
/** A token is not used in its last seconds: it has to last until the receiver has read it. */
const SPARE_S = 30;
const MAX_TOKENS = 10_000;

/** Access tokens by the client credentials grant (RFC 6749, section 4.4), kept until shortly before they end. */
export class AccessTokens {
  private readonly tokens = new Map<string, { token: Promise<string>; untilMs: number }>();

  constructor(private readonly net: Pick<OutboundHttp, 'request'>) {}

  /** @throws DeliveryError authorization_failed; address_forbidden where the server may not be asked */
  async tokenFor(grant: TokenGrant, timeoutMs: number, signal?: AbortSignal): Promise<string> {
    const key = keyOf(grant);
    const known = this.tokens.get(key);
    if (known !== undefined && known.untilMs > performance.now()) return known.token;
    const kept = { token: Promise.resolve(''), untilMs: Infinity };
    kept.token = this.fetch(grant, timeoutMs, signal).then(({ token, expiresInS }) => {
      kept.untilMs = performance.now() + Math.max(0, expiresInS - SPARE_S) * 1_000;
      return token;
    });
    kept.token.catch(() => {
      if (this.tokens.get(key) === kept) this.tokens.delete(key);
    });
    if (this.tokens.size >= MAX_TOKENS) this.tokens.clear();
    this.tokens.set(key, kept);
    return kept.token;
  }

  /** The receiver does not take it any more. */
  forget(grant: TokenGrant): void {
    this.tokens.delete(keyOf(grant));
  }

  private async fetch(
    { tokenUrl, clientId, clientSecret, scope }: TokenGrant,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<{ token: string; expiresInS: number }> {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== null) form.set('scope', scope);
    const answer = await this.net
      .request({
        method: 'POST',
        url: tokenUrl,
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Accept: 'application/json',
          Authorization: basicOf(encodeURIComponent(clientId), encodeURIComponent(clientSecret)),
        },
        body: form.toString(),
        timeoutMs,
        maxResponseBytes: MAX_RESPONSE_BYTES,
        followRedirects: false,
        ...(signal && { signal }),
      })
      .catch((error: unknown) => {
        if (signal?.aborted === true) throw signal.reason;
        const isForbidden = (error as { code?: unknown }).code === 'address_forbidden';
        const code = isForbidden ? 'address_forbidden' : 'authorization_failed';
        throw new DeliveryError(code, `no access token: ${messageOf(error)}`, { cause: error });
      });
    if (answer.status < 200 || answer.status > 299) {
      const message = `no access token: the token server answered ${answer.status}`;
      throw new DeliveryError('authorization_failed', message);
    }
    return tokenIn(answer.body.toString());
  }
}

function tokenIn(text: string): { token: string; expiresInS: number } {
  try {
    const { access_token: token, expires_in: seconds } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    // What is no visible ASCII cannot stand in a header.
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) {
      return { token, expiresInS: Number(seconds ?? KEPT_S) || KEPT_S };
    }
  } catch {
    // The same as an answer without a token.
  }
  const message = 'no access token: the answer of the token server holds none';
  throw new DeliveryError('authorization_failed', message);
}

const keyOf = (grant: TokenGrant): string =>
  createHash('sha256').update(JSON.stringify(grant)).digest('hex');
