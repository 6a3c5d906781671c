import { DatabaseUnavailableError } from '@millwright/database';
import { messageOf } from '@millwright/kernel';
import type { AttemptOutcome, OutboundHttp } from '@millwright/net';
import type { SendableEndpoint } from '../../endpoints/sendable-endpoint.ts';
import type { Body } from '../../formats/index.ts';
import { signedRequestOf, type InstanceFacts, type SignedRequest } from '../../request/index.ts';
import { DeliveryError } from '../delivery.errors.ts';
import { AccessTokens, type TokenGrant } from './access-tokens.ts';
import { nothingSent, type AttemptResult } from './attempt-result.ts';
import type { DeliveryToSend } from './delivery-to-send.ts';
import { KEPT_BODY_BYTES } from './kept-text.ts';
import { knownSecretsOf } from './known-secrets.ts';
import { keptError, resultOfAnswer } from './result-of-answer.ts';

/** One try to be made. */
export interface AttemptToMake {
  endpoint: SendableEndpoint;
  delivery: Pick<DeliveryToSend, 'id' | 'format' | 'eventIds' | 'topic' | 'isTest'>;
  /** The bytes that all attempts share. @throws DeliveryError where they cannot be made */
  body: () => Promise<Body>;
  number: number;
  now: Date;
  signal?: AbortSignal;
}

/**
 * Makes one attempt and says what came of it. Knows nothing of queues, so that tests and real deliveries go the very
 * same way. Rejects only with the signal's reason, and with errors of ours that are worth another try.
 */
export class DeliverySender {
  private readonly tokens: AccessTokens;

  constructor(
    private readonly net: Pick<OutboundHttp, 'attempt' | 'request'>,
    private readonly instance: InstanceFacts,
  ) {
    this.tokens = new AccessTokens(net);
  }

  async send(attempt: AttemptToMake): Promise<AttemptResult> {
    const { url } = attempt.endpoint.endpoint;
    const startedMs = performance.now();
    const spentMs = (): number => Math.round(performance.now() - startedMs);
    let secrets = knownSecretsOf(attempt.endpoint);
    const withToken = (token: string): void => {
      secrets = secrets.and(token);
    };
    try {
      const body = await attempt.body();
      const { request, outcome } = await this.exchange(attempt, body, { spentMs, withToken });
      const answeredAt = new Date(attempt.now.getTime() + spentMs());
      return {
        ...resultOfAnswer(outcome, answeredAt, secrets),
        url,
        durationMs: spentMs(),
        requestHeaders: request.shownHeaders,
      };
    } catch (error) {
      if (attempt.signal?.aborted === true) throw attempt.signal.reason;
      // The database is away: nothing was tried.
      if (error instanceof DatabaseUnavailableError) throw error;
      const code = error instanceof DeliveryError ? error.code : 'signing_failed';
      return {
        ...nothingSent,
        url,
        durationMs: spentMs(),
        error: keptError(code, messageOf(error), secrets),
      };
    }
  }

  private async exchange(
    attempt: AttemptToMake,
    body: Body,
    { spentMs, withToken }: { spentMs: () => number; withToken: (token: string) => void },
  ): Promise<{ request: SignedRequest; outcome: AttemptOutcome }> {
    const { settings } = attempt.endpoint.endpoint;
    const leftMs = (): number => Math.max(1, settings.timeout_s * 1_000 - spentMs());
    const grant = grantOf(attempt.endpoint);
    for (let tokens = 1; ; tokens += 1) {
      const accessToken =
        grant === null ? null : await this.tokens.tokenFor(grant, leftMs(), attempt.signal);
      if (accessToken !== null) withToken(accessToken);
      const request = requestOf(attempt, body, accessToken, this.instance);
      const outcome = await this.net.attempt({
        method: 'POST',
        url: request.url,
        headers: request.headers,
        body: request.body,
        timeoutMs: leftMs(),
        connectTimeoutMs: settings.connect_timeout_s * 1_000,
        maxBodyBytes: KEPT_BODY_BYTES,
        ...clientCertificateOf(attempt.endpoint),
        ...(attempt.signal && { signal: attempt.signal }),
      });
      const isRefused = grant !== null && outcome.ok && outcome.status === 401;
      if (isRefused) this.tokens.forget(grant);
      // A token may end before its time: once, another is worth a try.
      if (!isRefused || tokens === 2) return { request, outcome };
    }
  }
}

const requestOf = (
  { endpoint, delivery, number, now }: AttemptToMake,
  body: Body,
  accessToken: string | null,
  instance: InstanceFacts,
): SignedRequest =>
  signedRequestOf(
    endpoint,
    { ...delivery, ...body, isBatched: delivery.eventIds !== null },
    { number, now, accessToken },
    instance,
  );

function grantOf({ endpoint, secrets }: SendableEndpoint): TokenGrant | null {
  const { auth } = endpoint.settings;
  if (auth.type !== 'oauth2' || secrets === null || secrets.auth === null) return null;
  const { token_url: tokenUrl, client_id: clientId, scope } = auth;
  return { tokenUrl, clientId, clientSecret: secrets.auth, scope };
}

function clientCertificateOf({ endpoint, secrets }: SendableEndpoint): {
  clientCertificate?: { cert: string; key: string };
} {
  const cert = endpoint.settings.client_certificate;
  const key = secrets?.client_key ?? null;
  return cert === null || key === null ? {} : { clientCertificate: { cert, key } };
}
