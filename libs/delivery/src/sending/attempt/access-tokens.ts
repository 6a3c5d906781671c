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

/** The longest time that an attempt may take: nobody waits longer for a token. */
const FETCH_MS = 60_000;

/** A token, or one that is being fetched for all who ask for it meanwhile. */
interface KeptToken {
  token: Promise<string>;
  /** Infinite while it is being fetched. */
  untilMs: number;
  askers: number;
  controller: AbortController;
}

/** Access tokens by the client credentials grant (RFC 6749, section 4.4), kept until shortly before they end. */
export class AccessTokens {
  private readonly tokens = new Map<string, KeptToken>();

  constructor(private readonly net: Pick<OutboundHttp, 'request'>) {}

  /**
   * Who asks while one is being fetched waits for that, for as long as its own time lets it.
   * @throws DeliveryError authorization_failed; address_forbidden where the server may not be asked
   */
  async tokenFor(grant: TokenGrant, timeoutMs: number, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const key = keyOf(grant);
    const known = this.tokens.get(key);
    const kept =
      known !== undefined && known.untilMs > performance.now() ? known : this.begin(key, grant);
    kept.askers += 1;
    try {
      return await inTime(kept.token, timeoutMs, signal);
    } finally {
      kept.askers -= 1;
      if (kept.askers === 0 && kept.untilMs === Infinity) this.drop(key, kept);
    }
  }

  private begin(key: string, grant: TokenGrant): KeptToken {
    const controller = new AbortController();
    const token = this.fetch(grant, controller.signal).then((fetched) => {
      kept.untilMs = performance.now() + Math.max(0, fetched.expiresInS - SPARE_S) * 1_000;
      return fetched.token;
    });
    const kept: KeptToken = { token, untilMs: Infinity, askers: 0, controller };
    token.catch(() => this.drop(key, kept));
    if (this.tokens.size >= MAX_TOKENS) this.tokens.clear();
    this.tokens.set(key, kept);
    return kept;
  }

  /** Nobody waits for it any more, or it failed. */
  private drop(key: string, kept: KeptToken): void {
    kept.controller.abort();
    if (this.tokens.get(key) === kept) this.tokens.delete(key);
  }

  /** The receiver does not take it any more. */
  forget(grant: TokenGrant): void {
    this.tokens.delete(keyOf(grant));
  }

  private async fetch(
    { tokenUrl, clientId, clientSecret, scope }: TokenGrant,
    signal: AbortSignal,
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
        timeoutMs: FETCH_MS,
        maxResponseBytes: MAX_RESPONSE_BYTES,
        followRedirects: false,
        signal,
      })
      .catch((error: unknown) => {
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

/** @throws DeliveryError where it takes longer; the signal's reason */
function inTime(token: Promise<string>, timeoutMs: number, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = (): void => {
      const message = 'no access token: the token server has not answered in time';
      reject(new DeliveryError('authorization_failed', message));
    };
    const stop = (): void => reject(signal?.reason as Error);
    const timer = setTimeout(late, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    void token.then(resolve, reject).finally(settled);
  });
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
