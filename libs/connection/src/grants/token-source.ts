import type { OutboundResponse } from '@millwright/net';
import type { AccessTokens, GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';

/** Where calls in the name of a Connection get their access token. */
export interface TokenSource {
  current(): Promise<string>;
  /** Another one, for one that was refused; undefined where there is no other. */
  instead?(refused: string): Promise<string>;
}

/** The purpose of {@link AccessTokens} that the tokens of grants are kept under. */
const PURPOSE = 'access';

/** A token that the Connection holds itself. */
export const heldToken = (token: string): TokenSource => ({
  current: () => Promise.resolve(token),
});

/**
 * Tokens that a grant gives, kept by {@link AccessTokens}. `grant` is told which token was refused. The signal ends the
 * wait alone: others may wait for the same token.
 */
export function grantedTokens(
  connection: OpenConnection,
  { tokens, signal }: { tokens: AccessTokens; signal: AbortSignal },
  grant: (refused?: string) => Promise<GrantedToken>,
): TokenSource {
  const token = (refused?: string): Promise<string> =>
    unlessAborted(
      tokens.tokenFor(connection, PURPOSE, () => grant(refused)),
      signal,
    );
  return {
    current: () => token(),
    instead(refused) {
      tokens.forget(connection, PURPOSE, refused);
      return token(refused);
    },
  };
}

/** Sends a request with a token; once more with another one where that is answered with 401. */
export async function sendWithToken(
  source: TokenSource,
  send: (token: string) => Promise<OutboundResponse>,
): Promise<OutboundResponse> {
  const token = await source.current();
  const answer = await send(token);
  if (answer.status !== 401 || source.instead === undefined) return answer;
  return send(await source.instead(token));
}

/** The work itself goes on unseen. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
