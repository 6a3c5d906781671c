import type { Id } from '@millwright/kernel';
import { mayGrant } from './scope.ts';
import type { Scope } from './scope.ts';

/** Who is asking, as its token says. `workspaceId` null: the instance admin, good for every Workspace. */
export interface Principal {
  /** What the audit log calls it. */
  name: string;
  /** The owner that tokens made by it have. */
  owner: string;
  /** What the token is called; null: nothing. */
  label: string | null;
  tokenId: Id | null;
  workspaceId: Id | null;
  scopes: readonly Scope[];
  readOnly: boolean;
  expiresAt: Date | null;
}

/** The holder of the instance's admin token. */
export const instanceAdmin: Principal = {
  name: 'admin',
  owner: 'admin',
  label: null,
  tokenId: null,
  workspaceId: null,
  scopes: [],
  readOnly: false,
  expiresAt: null,
};

/** What a token that is to be made may do. */
export interface Rights {
  scopes: readonly Scope[];
  readOnly: boolean;
  expiresAt: Date | null;
}

/** Whether a principal may make a token with these rights: never more, never for longer, than it has itself. */
export function mayMakeToken(maker: Principal, { scopes, readOnly, expiresAt }: Rights): boolean {
  if (!mayGrant(maker.scopes, scopes)) return false;
  if (maker.readOnly && !readOnly) return false;
  if (maker.expiresAt === null) return true;
  return expiresAt !== null && expiresAt <= maker.expiresAt;
}
