import { secretsOf, type ConnectionTypeName, type OpenConnection } from '@millwright/connection';
import { MillwrightError, SecretTexts } from '@millwright/kernel';
import { connectionTests } from './index.ts';
import type { ConnectionTest, ConnectionTestContext } from './connection-test.ts';

/** What a test of a Connection came to, without its secrets. */
export type ConnectionVerdict =
  { ok: true; message: string } | { ok: false; code: string; message: string };

/** Whoever asked is told before they stop waiting, at 30 s. */
export const CONNECTION_TEST_MS = 20_000;

/** Fewer characters of a secret could be any word of a message. */
const MIN_SECRET_LENGTH = 4;

/** Tries a Connection within a time. Only our own faults (database away, a bug) are thrown. */
export async function tryConnection(
  connection: OpenConnection,
  context: Omit<ConnectionTestContext, 'signal'>,
  timeMs = CONNECTION_TEST_MS,
): Promise<ConnectionVerdict> {
  const test = testOf(connection.type);
  if (!test) return untestable(connection);
  const signal = AbortSignal.timeout(timeMs);
  const secrets = secretTextsOf(connection);
  try {
    const message = await endedBy(signal, test(connection, { ...context, signal }));
    return { ok: true, message: secrets.replaced(message) };
  } catch (error) {
    if (signal.aborted) return tooLate(timeMs);
    if (!(error instanceof MillwrightError) || error.fault === 'ours') throw error;
    return { ok: false, code: error.code, message: secrets.replaced(error.message) };
  }
}

// The test that stands under a type takes the Connections of that type.
const testOf = (type: ConnectionTypeName): ConnectionTest<ConnectionTypeName> | undefined =>
  connectionTests[type] as ConnectionTest<ConnectionTypeName> | undefined;

/** Also where a test does not listen to its signal. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', end, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function secretTextsOf(connection: OpenConnection): SecretTexts {
  const secrets = [...secretsOf(connection)].filter(
    ([, value]) => value.length >= MIN_SECRET_LENGTH,
  );
  return new SecretTexts(secrets.map(([name, value]) => [value, `[${name}]`]));
}

const untestable = ({ type }: OpenConnection): ConnectionVerdict => ({
  ok: false,
  code: 'not_testable',
  message: `Connections of type ${type} cannot be tested: nothing is asked of the other side until they are used`,
});

const tooLate = (timeMs: number): ConnectionVerdict => ({
  ok: false,
  code: 'timeout',
  message: `the other side did not answer within ${timeMs / 1_000} s`,
});
