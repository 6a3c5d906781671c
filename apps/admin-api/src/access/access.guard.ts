import { allowsResource, TokenAuthenticator, WorkspaceStore } from '@millwright/access';
import type { Principal, ResourceAction, StoredWorkspace } from '@millwright/access';
import { Database } from '@millwright/database';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { addressOf } from '../http/admin-request.ts';
import type { AdminRequest } from '../http/admin-request.ts';
import { operationOf, resourceOf } from '../http/operation.ts';
import type { ControlledResource } from '../http/operation.ts';
import { ProblemError } from '../http/problem.ts';
import { bearerOf, tooManyAttempts, unauthorized } from './bearer.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets in who has the right: a token of this Workspace with this scope, or the instance admin. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly authenticator: TokenAuthenticator,
    private readonly workspaces: WorkspaceStore,
    private readonly database: Database,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AdminRequest>();
    const resource = resourceOf(context.getClass()) as Exclude<ControlledResource, 'portal'>;
    const principal = await this.authenticated(request);
    request.principal = principal;
    if (resource === 'workspaces') return onlyInstanceAdmin(principal);
    if (resource === 'catalogue') return true;
    request.workspace = await this.workspaceOf(principal, String(request.params['ws']));
    const usual = SAFE.has(request.method) ? 'read' : 'write';
    checkRights(principal, resource, operationOf(context.getHandler())?.right ?? usual);
    return true;
  }

  private async authenticated(request: AdminRequest): Promise<Principal> {
    const token = bearerOf(request);
    if (token === undefined) {
      throw unauthorized('token_missing', 'send a token: authorization: Bearer <token>');
    }
    const answer = await this.authenticator.authenticate(token, addressOf(request));
    if (answer.ok) return answer.principal;
    if (answer.reason === 'token_invalid') {
      throw unauthorized('token_invalid', 'the token is unknown, revoked or expired');
    }
    throw tooManyAttempts(answer.retryAfterSeconds);
  }

  /** A token learns nothing of other Workspaces, not even whether they exist. */
  private async workspaceOf(principal: Principal, slug: string): Promise<StoredWorkspace> {
    if (principal.workspaceId === null) {
      const workspace = await this.workspaces.bySlug(this.database, slug);
      if (workspace !== undefined) return workspace;
      throw new ProblemError('workspace_not_found', `there is no Workspace "${slug}"`);
    }
    const own = await this.workspaces.byId(this.database, principal.workspaceId);
    if (own?.slug === slug) return own;
    throw new ProblemError('wrong_workspace', 'the token belongs to another Workspace');
  }
}

function onlyInstanceAdmin({ workspaceId }: Principal): true {
  if (workspaceId === null) return true;
  throw new ProblemError('instance_admin_only', "this takes the instance admin's token");
}

function checkRights(
  { readOnly, scopes }: Principal,
  resource: Exclude<ControlledResource, 'workspaces' | 'catalogue' | 'portal'>,
  action: ResourceAction,
): void {
  if (readOnly && action !== 'read') {
    throw new ProblemError('read_only_token', 'the token may only read');
  }
  if (!allowsResource(scopes, resource, action)) {
    throw new ProblemError('scope_missing', `the token lacks the scope ${resource}:${action}`);
  }
}
