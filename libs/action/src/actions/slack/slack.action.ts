import { heldToken } from '@millwright/connection';
import { membersOf } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import { type Failed, failed } from '../../outcome.ts';
import { integrationAction } from '../integration/integration.action.ts';

const PATHS = ['/chat.postMessage', '/chat.update', '/chat.delete'];
/** Errors of Slack's Web API that say that the token is no good. */
const TOKEN_ERRORS = new Set([
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/** Posts, changes and deletes messages in Slack. */
export const slack = integrationAction<'slack'>({
  name: 'slack',
  pathFault: ({ pathname }) =>
    PATHS.includes(pathname) ? undefined : `must be one of ${PATHS.join(', ')}`,
  urlOf: ({ base_url: base }, { pathname, search }) => `${base}${pathname}${search}`,
  tokensOf: ({ fields }) => heldToken(fields.token),
  refusalIn: (answer, { name }) => refusalOf(answer, name),
});

/** Slack answers failures with 200 and `{"ok": false, "error": "…"}`. */
function refusalOf({ body }: OutboundResponse, connection: string): Failed | undefined {
  const { ok, error } = membersOf(body);
  if (ok !== false) return undefined;
  const code = typeof error === 'string' ? error : 'an error without a name';
  const message = `Slack answered: ${code}`;
  if (code === 'ratelimited') return { ...failed('rate_limited', message), retry: true };
  return TOKEN_ERRORS.has(code)
    ? failed('connection_rejected', `the Connection "${connection}" was refused: ${message}`)
    : failed('remote_rejected', message);
}
