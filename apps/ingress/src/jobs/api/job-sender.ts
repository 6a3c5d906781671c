import {
  credentialOf,
  type Credential,
  type Principal,
  type TokenAuthenticator,
} from '@millwright/access';
import { crossSiteProblemOf, JobProblem, type CredentialPlace } from '@millwright/job';
import type { JobExchange } from './job-exchange.ts';

/** Who sends a request, and where its credential stood. */
export interface JobSender {
  readonly who: Principal;
  readonly credentialPlace: CredentialPlace;
}

const places: Record<Credential['source'], CredentialPlace> = {
  header: 'authorization',
  query: 'token_parameter',
  cookie: 'cookie',
};

/** How a request came here. */
export interface RequestOrigin {
  clientIp: string;
  isFromTrustedProxy: boolean;
  /** Where the console is served. */
  consoleUrl: string | undefined;
}

/** Finds out who sends a request. @throws JobProblem, DatabaseUnavailableError */
export async function senderOf(
  authenticator: TokenAuthenticator,
  { headers, query }: JobExchange,
  { clientIp, isFromTrustedProxy, consoleUrl }: RequestOrigin,
): Promise<JobSender> {
  const credential = credentialOf({ headers, query });
  if (credential === undefined) {
    throw new JobProblem(
      'token_missing',
      'send a token as authorization: Bearer <token>, or as ?token=<token>',
    );
  }
  const found =
    credential.token === ''
      ? invalid
      : await authenticator.authenticate(credential.token, clientIp);
  if (!found.ok) throw refusalOf(found);
  const browserRequest = { headers, isFromTrustedProxy };
  const crossSite = crossSiteProblemOf(credential.source, browserRequest, consoleUrl);
  if (crossSite !== undefined) throw crossSite;
  return { who: found.principal, credentialPlace: places[credential.source] };
}

const invalid = { ok: false, reason: 'token_invalid' } as const;

type Refusal = Exclude<Awaited<ReturnType<TokenAuthenticator['authenticate']>>, { ok: true }>;

function refusalOf(refusal: Refusal): JobProblem {
  if (refusal.reason === 'token_invalid') {
    return new JobProblem(
      'token_invalid',
      'the token is unknown, revoked or expired: make another',
    );
  }
  return tooManyAttempts(refusal.retryAfterSeconds);
}

/** The refusal of somebody who has guessed too often. */
export const tooManyAttempts = (seconds: number): JobProblem =>
  new JobProblem(
    'too_many_attempts',
    `too many wrong credentials from your address: wait ${seconds} s`,
    { headers: { 'retry-after': String(seconds) } },
  );
