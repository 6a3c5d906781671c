import { AuditedWrites } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { generationsOf, PortalTokens, revokeLinks } from '@millwright/delivery';
import { CLOCK, CONFIG } from '@millwright/host';
import { newId, type Clock, type Id } from '@millwright/kernel';
import { Inject, Post } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { portalLinkAnswer, portalLinkCreate } from './portal-links.dto.ts';
import type { PortalLinkCreate } from './portal-links.dto.ts';

const resource = 'endpoints';

/** Links by which the owner of an endpoint sees its deliveries without a token of the Workspace. */
@WorkspaceResource(resource)
export class PortalLinksController {
  constructor(
    private readonly database: Database,
    private readonly tokens: PortalTokens,
    private readonly writes: AuditedWrites,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('portal-links')
  @Operation({
    summary: 'Make a link to the portal of some endpoints; takes the scope endpoints:secrets',
    body: portalLinkCreate,
    answer: portalLinkAnswer,
    status: 201,
    right: 'secrets',
    secretMembers: ['url', 'token'],
  })
  async create(@By() by: Caller, @Given() { endpoint_ids, expires_in_s }: PortalLinkCreate) {
    const ids = [...new Set(endpoint_ids.map((id) => id.toLowerCase()))];
    const endpoints = await generationsOf(this.database, by.workspace.id, ids);
    if (endpoints.length < ids.length) {
      throw invalid([{ path: 'endpoint_ids', message: 'names an endpoint that is not there' }]);
    }
    const expiresAt = new Date(this.clock.now() + expires_in_s * 1_000);
    const id = newId();
    const token = this.tokens.sign({ id, workspaceId: by.workspace.id, endpoints, expiresAt });
    if (token === undefined) {
      throw new ProblemError('conflict', 'set MILLWRIGHT_SECRET_KEY to make links');
    }
    const changes = { link_id: id, endpoint_ids: ids, expires_at: expiresAt };
    await this.writes.note(by, { action: 'create_portal_link', resource, id: null, changes });
    return { url: `${this.config.publicUrl}/portal#${token}`, token, expires_at: expiresAt };
  }

  @Post(':id/revoke-portal-links')
  @Operation({ summary: 'End all links to the portal of an endpoint' })
  async revoke(@By() by: Caller, @IdOf('endpoint') id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await revokeLinks(tx, by.workspace.id, id)) || undefined, 'endpoint'),
      () => ({ action: 'revoke_portal_links', resource, id }),
    );
  }
}
