import type { ReachedToken } from '@millwright/access';
import { emailOf } from '../json/email-of.ts';

/** A token as lists show it; what has no value is left out. */
export interface TokenJson {
  label?: string;
  expiration?: string;
  token_prefix: string;
  created_at: string;
  /** Of a token that was never used, when it was made: Windmill's clients know no token without. */
  last_used_at: string;
  /** Missing: all rights of its owner. */
  scopes?: string[];
  email: string;
  /** Slug. */
  workspace_id: string;
  read_only: boolean;
}

/** A token as lists show it: never its text, nor its hash. `publicHost`: host name of PUBLIC_URL. */
export const tokenJsonOf = (token: ReachedToken, publicHost: string): TokenJson => ({
  ...(token.label !== null && { label: token.label }),
  ...(token.expiresAt !== null && { expiration: token.expiresAt.toISOString() }),
  token_prefix: token.prefix,
  created_at: token.createdAt.toISOString(),
  last_used_at: (token.lastUsedAt ?? token.createdAt).toISOString(),
  ...(token.scopes.length > 0 && { scopes: token.scopes }),
  email: emailOf(token.owner, publicHost),
  workspace_id: token.workspace,
  read_only: token.readOnly,
});
