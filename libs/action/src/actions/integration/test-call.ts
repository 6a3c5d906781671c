import {
  ConnectionError,
  type OpenConnection,
  secretsOf,
  sendWithToken,
  type TokenSource,
} from '@millwright/connection';
import { membersOf, SecretTexts } from '@millwright/kernel';
import { ActionError } from '../../action.errors.ts';
import type { ConnectionTestContext } from '../../connection-tests/connection-test.ts';
import { retryAfterMsOf } from '../../retry-after.ts';

const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 1_000_000;
const MAX_SHOWN = 200;

/** A call that changes nothing, to try a Connection with. */
export interface TestedCall {
  connection: OpenConnection;
  tokens: TokenSource;
  method: 'GET' | 'POST';
  url: string;
}

/** What a service answered to a test. */
export interface TestAnswer {
  status: number;
  /** Of a JSON object; none of anything else. */
  members: Readonly<Record<string, unknown>>;
  /** A word of the answer as a sentence may have it: short, on one line, and without a secret of the Connection. */
  shown: (word: unknown) => string;
}

/**
 * Makes the call with a bearer token. Judges nothing but 401, 403 and that the service cannot answer now.
 * @throws ConnectionError, ActionError, NetError
 */
export async function testCall(
  { connection, tokens, method, url }: TestedCall,
  { net, signal, clock }: ConnectionTestContext,
): Promise<TestAnswer> {
  const secrets = [...secretsOf(connection).values()];
  const answer = await sendWithToken(tokens, (token) => {
    secrets.push(token);
    return net.request({
      method,
      url,
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
      followRedirects: false,
      signal,
    });
  });
  const { status, headers, body } = answer;
  const said = `${new URL(answer.url).host} answered ${status}`;
  if (status === 401 || status === 403) throw refused(connection, said);
  if (status === 429 || status >= 500) {
    const code = status === 429 ? 'rate_limited' : 'remote_unavailable';
    throw new ActionError(code, said, { retryAfterMs: retryAfterMsOf(headers, clock.now()) });
  }
  return { status, members: membersOf(body), shown: shownWithout(secrets) };
}

/** The error of a Connection that is not accepted. */
export const refused = (connection: Pick<OpenConnection, 'name'>, said: string): ConnectionError =>
  new ConnectionError(
    'connection_rejected',
    `the Connection "${connection.name}" was refused: ${said}`,
  );

function shownWithout(secrets: readonly string[]): (word: unknown) => string {
  const hidden = new SecretTexts(secrets.map((value) => [value, '[secret]'] as const));
  return (word) => {
    const text = typeof word === 'string' && word !== '' ? word : '(no name)';
    const oneLine = hidden
      .replaced(text.slice(0, 10 * MAX_SHOWN))
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
    return oneLine.slice(0, MAX_SHOWN);
  };
}
