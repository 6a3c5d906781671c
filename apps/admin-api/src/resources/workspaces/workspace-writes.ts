import {
  AuditedWrites,
  GlobalStore,
  MAIN_WORKSPACE,
  SecretStore,
  TokenStore,
  WorkspaceStore,
} from '@millwright/access';
import type { StoredWorkspace, WorkspaceCreate, WorkspacePatch } from '@millwright/access';
import { CacheEndpointStore, CacheStore } from '@millwright/cache';
import { ConnectionStore } from '@millwright/connection';
import { Database } from '@millwright/database';
import { EndpointStore } from '@millwright/delivery';
import { HttpRouteStore } from '@millwright/job';
import { EmailAddressStore, EmailTemplateStore, OutboxStore } from '@millwright/mail';
import { StoredFileStore } from '@millwright/storage';
import { endAllWatches, EventFilterStore, TaskStore } from '@millwright/task';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, ProblemError } from '../../http/problem.ts';

const resource = 'workspaces';

/** Makes, renames and deletes Workspaces. */
@Injectable()
export class WorkspaceWrites {
  constructor(
    private readonly database: Database,
    private readonly writes: AuditedWrites,
    private readonly workspaces: WorkspaceStore,
    private readonly tokens: TokenStore,
    private readonly tasks: TaskStore,
    private readonly routes: HttpRouteStore,
    private readonly cache: CacheStore,
    private readonly cacheEndpoints: CacheEndpointStore,
    private readonly endpoints: EndpointStore,
    private readonly filters: EventFilterStore,
    private readonly globals: GlobalStore,
    private readonly secrets: SecretStore,
    private readonly connections: ConnectionStore,
    private readonly emailTemplates: EmailTemplateStore,
    private readonly emailAddresses: EmailAddressStore,
    private readonly outbox: OutboxStore,
    private readonly files: StoredFileStore,
  ) {}

  create(by: Caller, fields: WorkspaceCreate): Promise<StoredWorkspace> {
    return this.writes.commit(
      by,
      async (tx) => {
        const created = await this.workspaces.create(tx, fields);
        if (created !== undefined) return created;
        throw new ProblemError('conflict', `there is a Workspace "${fields.slug}" already`);
      },
      ({ id, slug }) => ({ action: 'create', resource, id, changes: { slug } }),
    );
  }

  async patch(by: Caller, slug: string, fields: WorkspacePatch): Promise<StoredWorkspace> {
    const { id } = await this.named(slug);
    return this.writes.commit(
      by,
      async (tx) => found(await this.workspaces.update(tx, id, fields), 'Workspace'),
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
  }

  /** Its endpoints, tokens, tasks, routes, cache, filters, globals, secrets, Connections, mail and files end with it; its webhooks are looked up together with it. */
  async delete(by: Caller, slug: string): Promise<void> {
    if (slug === MAIN_WORKSPACE) {
      throw new ProblemError('conflict', `the Workspace "${MAIN_WORKSPACE}" always exists`);
    }
    const { id } = await this.named(slug);
    await this.writes.commit(
      by,
      async (tx) => {
        // Before anything raises the epoch: see lockHealth.
        await this.endpoints.deleteAll(tx, id);
        await this.workspaces.delete(tx, id);
        await this.tokens.deleteAll(tx, id);
        await this.tasks.removeAll(tx, id);
        await this.routes.deleteAll(tx, id);
        await this.cacheEndpoints.deleteAll(tx, id);
        await this.cache.clear(tx, id);
        await this.filters.deleteAll(tx, id);
        await this.globals.deleteAll(tx, id);
        await this.secrets.deleteAll(tx, id);
        await this.connections.deleteAll(tx, id);
        await endAllWatches(tx, id);
        await this.emailTemplates.deleteAll(tx, id);
        await this.emailAddresses.deleteAll(tx, id);
        await this.outbox.deleteAll(tx, id);
        await this.files.endAll(tx, id);
      },
      () => ({ action: 'delete', resource, id, changes: { slug } }),
    );
  }

  private async named(slug: string): Promise<StoredWorkspace> {
    return found(await this.workspaces.bySlug(this.database, slug), 'Workspace');
  }
}
