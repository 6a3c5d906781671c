import { knownScopes, tokenReachOf, tokensNaming, tokensWithin } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { labelIn, scopesIn, tokenJsonOf, tokenPageOf, tokenRequestOf } from '@millwright/job';
import { storableText } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobReply, JobRequest, WorkspaceRequest } from '../api/job-request.ts';
import type { JobRoute, JobRoutes } from '../api/job-route.ts';
import { TokenChanges } from './token-changes.ts';
import { demandTokens } from './token-rights.ts';

/** The addresses of tokens. */
@Injectable()
export class TokenRoutes implements JobRoutes {
  readonly routes: readonly JobRoute[] = [
    {
      method: 'POST',
      path: 'users/tokens/create',
      handle: (request: JobRequest) => this.create(request),
    },
    {
      method: 'GET',
      path: 'users/tokens/list',
      handle: (request: JobRequest) => this.list(request),
    },
    {
      method: 'DELETE',
      path: 'users/tokens/delete/:prefix',
      handle: (request: JobRequest) => this.delete(request),
    },
    {
      method: 'POST',
      path: 'users/tokens/update_label/:prefix',
      handle: (request: JobRequest) => this.setLabel(request),
    },
    {
      method: 'POST',
      path: 'users/tokens/update_scopes/:prefix',
      handle: (request: JobRequest) => this.setScopes(request),
    },
    {
      method: 'GET',
      path: 'tokens/list/scopes',
      handle: (request: JobRequest) => this.scopes(request),
    },
    ...(['scripts', 'flows'] as const).map((kind): JobRoute => ({
      method: 'GET',
      workspacePath: `${kind}/list_tokens/*path`,
      handle: (request: WorkspaceRequest) => this.listOfTask(request),
    })),
  ];

  private readonly publicHost: string;

  constructor(
    private readonly database: Database,
    private readonly changes: TokenChanges,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.publicHost = new URL(publicUrl).hostname;
  }

  private async create(request: JobRequest): Promise<JobReply> {
    demandTokens(request.who, 'write');
    const text = await this.changes.create(request, tokenRequestOf(await request.json()));
    return { status: 201, text };
  }

  private async list({ who, query }: JobRequest): Promise<JobReply> {
    demandTokens(who, 'read');
    const tokens = await tokensWithin(this.database, tokenReachOf(who), tokenPageOf(query));
    return { json: tokens.map((token) => tokenJsonOf(token, this.publicHost)) };
  }

  private async delete(request: JobRequest): Promise<JobReply> {
    demandTokens(request.who, 'write');
    const { prefix } = request.params as { prefix: string };
    await this.changes.delete(request, prefix);
    return { text: `token ${prefix} deleted` };
  }

  private async setLabel(request: JobRequest): Promise<JobReply> {
    demandTokens(request.who, 'write');
    const { prefix } = request.params as { prefix: string };
    await this.changes.setLabel(request, prefix, labelIn(await request.json()));
    return { text: `token ${prefix} updated` };
  }

  private async setScopes(request: JobRequest): Promise<JobReply> {
    demandTokens(request.who, 'write');
    const { prefix } = request.params as { prefix: string };
    await this.changes.setScopes(request, prefix, scopesIn(await request.json()));
    return { text: `token ${prefix} updated` };
  }

  private scopes({ who }: JobRequest): JobReply {
    demandTokens(who, 'read');
    return { json: knownScopes };
  }

  private async listOfTask({ who, params, workspace }: WorkspaceRequest): Promise<JobReply> {
    demandTokens(who, 'read');
    const path = storableText((params as { path: string }).path);
    const reach = { ...tokenReachOf(who), workspaceId: workspace.id };
    const tokens = await tokensNaming(this.database, reach, path);
    return { json: tokens.map((token) => tokenJsonOf(token, this.publicHost)) };
  }
}
