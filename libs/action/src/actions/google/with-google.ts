import { secretsOf } from '@millwright/connection';
import { MillwrightError, SecretTexts } from '@millwright/kernel';
import type { ActionContext, ActionOutcome } from '../../action.ts';
import { succeeded } from '../../outcome.ts';
import { SecretRedaction } from '../../secrets/redact-secrets.ts';
import { GoogleCalls } from './google-calls.ts';
import { HeardTokens } from './heard-tokens.ts';

/** Fewer characters of a secret are found in anything. */
const MIN_CHARACTERS = 8;

/**
 * Does something with the Google of a Workspace; what it answers becomes the action's result. No secret of the
 * Connection is in result or error, whatever is answered in Google's place.
 * @throws ConnectionError, and whatever `work` throws
 */
export async function withGoogle(
  { action, account }: { action: string; account: string | undefined },
  context: ActionContext,
  work: (google: GoogleCalls) => Promise<unknown>,
): Promise<ActionOutcome> {
  const { connections, workspaceId } = context;
  const wanted = { types: ['google'] as const, account, asker: `the ${action} action` };
  const connection = await connections.open(workspaceId, wanted);
  const tokens = new HeardTokens(context.tokens);
  const secrets = (): Map<string, string> =>
    new Map([...secretsOf(connection), ...tokens.heard.map(asSecret)]);
  try {
    const done = succeeded(await work(new GoogleCalls(connection, { ...context, tokens })));
    const shown = new SecretTexts([...secrets()].map(([name, value]) => [value, name]));
    const isShowing = shown.isIn(done.result ?? '', MIN_CHARACTERS);
    return isShowing ? new SecretRedaction(secrets()).outcome(done) : done;
  } catch (error) {
    throw error instanceof MillwrightError ? new SecretRedaction(secrets()).error(error) : error;
  }
}

const asSecret = (token: string, index: number): [string, string] => [
  `access_token_${index}`,
  token,
];
