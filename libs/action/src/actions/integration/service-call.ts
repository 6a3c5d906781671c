import {
  type ConnectionWithSecrets,
  secretsOf,
  sendWithToken,
  type TokenSource,
} from '@millwright/connection';
import type { OutboundResponse } from '@millwright/net';
import type { ActionContext, ActionOutcome } from '../../action.ts';
import type { Failed } from '../../outcome.ts';
import { SecretRedaction } from '../../secrets/redact-secrets.ts';
import { serviceOutcome } from './service-outcome.ts';

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 20_000_000;

/** One call of a service that has a Connection. */
export interface ServiceCall {
  connection: ConnectionWithSecrets & { name: string };
  tokens: TokenSource;
  method: string;
  url: string;
  /** Without `Authorization`. */
  headers: Record<string, string | readonly string[]>;
  body?: string | undefined;
  /** Why an answer of success is none. */
  refusalIn?: ((answer: OutboundResponse) => Failed | undefined) | undefined;
}

/**
 * Calls a service with a bearer token, renewed once where it is refused. The outcome shows no secret of the Connection,
 * whatever the service answers. Redirects are not followed: an API has none, and a POST would become a GET.
 */
export async function callService(
  { connection, tokens, method, url, headers, body, refusalIn }: ServiceCall,
  { net, signal, clock }: ActionContext,
): Promise<ActionOutcome> {
  const secrets = secretsOf(connection);
  const answer = await sendWithToken(tokens, (token) => {
    secrets.set(secrets.has('access_token') ? 'renewed_access_token' : 'access_token', token);
    return net.request({
      method,
      url,
      headers: { ...headers, Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
      followRedirects: false,
      signal,
    });
  });
  const outcome = serviceOutcome(answer, {
    connection: connection.name,
    nowMs: clock.now(),
    refusal: refusalIn?.(answer),
  });
  return new SecretRedaction(secrets).outcome(outcome);
}
