import type { Principal } from '@millwright/access';
import { emailOf } from '../json/email-of.ts';

/** What Windmill's clients want to know of a user; we have no groups and folders. */
export interface Whoami {
  email: string;
  username: string;
  is_admin: boolean;
  is_super_admin: boolean;
  created_at: string;
  operator: false;
  disabled: false;
  groups: [];
  folders: [];
  folders_read: [];
  folders_owners: [];
}

/**
 * The owner of a token, as far as the token goes: an admin is who may do everything in the Workspace, a super admin
 * who may in all. `since`: an owner has no row of its own, and is as old as its Workspace.
 */
export function whoamiOf(
  { owner, scopes, readOnly, workspaceId }: Principal,
  { since, publicHost }: { since: Date; publicHost: string },
): Whoami {
  return {
    email: emailOf(owner, publicHost),
    username: owner,
    is_admin: scopes.length === 0 && !readOnly,
    is_super_admin: workspaceId === null,
    created_at: since.toISOString(),
    operator: false,
    disabled: false,
    groups: [],
    folders: [],
    folders_read: [],
    folders_owners: [],
  };
}
