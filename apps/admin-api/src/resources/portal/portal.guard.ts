import { AttemptLimiter, WorkspaceStore } from '@millwright/access';
import { Database } from '@millwright/database';
import { openTo, PortalTokens } from '@millwright/delivery';
import { CLOCK } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { bearerOf, tooManyAttempts, unauthorized } from '../../access/bearer.ts';
import { addressOf, type AdminRequest } from '../../http/admin-request.ts';
import type { ProblemError } from '../../http/problem.ts';

/** A request of the portal: which endpoints its link is good for. */
export interface PortalRequest extends AdminRequest {
  portalEndpoints?: readonly Id[];
}

/**
 * Lets in who has a link: to its endpoints, and to nothing else of the Workspace. Tokens do not count here. Wrong links
 * may be tried only so fast from one address; a good one gets in from there all the same.
 */
@Injectable()
export class PortalGuard implements CanActivate {
  private readonly guesses = new AttemptLimiter();

  constructor(
    private readonly tokens: PortalTokens,
    private readonly workspaces: WorkspaceStore,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const token = bearerOf(request);
    if (token === undefined) {
      throw unauthorized(
        'token_missing',
        'send the token of a link: authorization: Bearer <token>',
      );
    }
    const link = this.tokens.read(token, new Date(this.clock.now()));
    const workspace = link && (await this.workspaces.byId(this.database, link.workspaceId));
    const endpoints = link === undefined ? [] : await openTo(this.database, link);
    if (link === undefined || workspace === undefined || endpoints.length === 0) {
      throw this.refusalOf(addressOf(request));
    }
    const name = `portal:${link.id}`;
    request.principal = {
      ...{ name, owner: name, label: null, tokenId: null, workspaceId: workspace.id },
      // What it may do is what the portal has; no event is shown that was not sent.
      ...{ scopes: ['deliveries:read'], readOnly: false, expiresAt: link.expiresAt },
    };
    request.workspace = workspace;
    request.portalEndpoints = endpoints;
    return true;
  }

  private refusalOf(address: string): ProblemError {
    const now = this.clock.now();
    const waitSeconds = this.guesses.waitSeconds(address, now);
    if (waitSeconds > 0) return tooManyAttempts(waitSeconds);
    this.guesses.failed(address, now);
    return unauthorized('token_invalid', 'the link is unknown, revoked or expired');
  }
}
