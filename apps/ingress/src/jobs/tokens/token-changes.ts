import {
  AuditedWrites,
  expirationWithin,
  MAX_TOKENS_PER_OWNER,
  mayMakeToken,
  tokenOfPrefix,
  tokenReachOf,
  TokenStore,
  type ReachedToken,
  type Rights,
  type Scope,
  type Writer,
} from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database, type Transaction } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import { CallTargets, JobProblem, type TokenRequest } from '@millwright/job';
import { storableText, type Clock, type Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobRequest } from '../api/job-request.ts';

/** Who changes tokens, and from where. */
export type TokenChanger = Pick<JobRequest, 'who' | 'clientIp'>;

const resource = 'tokens';

/** Makes, renames, rescopes and revokes tokens; each change with its entry in the audit log. */
@Injectable()
export class TokenChanges {
  constructor(
    private readonly database: Database,
    private readonly writes: AuditedWrites,
    private readonly tokens: TokenStore,
    private readonly targets: CallTargets,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers the new token's text, which is kept nowhere. @throws JobProblem */
  async create(by: TokenChanger, asked: TokenRequest): Promise<string> {
    const { owner } = by.who;
    const workspaceId = await this.workspaceFor(by, asked.workspace);
    const { scopes, readOnly, label } = asked;
    const rights = { scopes, readOnly, expiresAt: this.expirationOf(asked) };
    demandWithin(by, rights);
    const { text } = await this.writes.commit(
      writerOf(by, workspaceId),
      async (tx) => {
        const made = await this.tokens.create(tx, { ...rights, workspaceId, owner, label });
        if (made !== undefined) return made;
        throw new JobProblem(
          'too_many_tokens',
          `${owner} has ${MAX_TOKENS_PER_OWNER} tokens, as many as it may have: delete some`,
        );
      },
      ({ token: { id, prefix } }) => ({
        action: 'create',
        resource,
        id,
        changes: { prefix, scopes, read_only: readOnly, expiration: rights.expiresAt },
      }),
    );
    return text;
  }

  /** @throws JobProblem */
  async delete(by: TokenChanger, prefix: string): Promise<void> {
    const token = await this.tokenOf(by, prefix);
    await this.change(by, token, {
      action: 'delete',
      work: (tx) => this.tokens.delete(tx, token.workspaceId, token.id),
    });
  }

  /** @throws JobProblem */
  async setLabel(by: TokenChanger, prefix: string, label: string | null): Promise<void> {
    const token = await this.tokenOf(by, prefix);
    await this.change(by, token, {
      action: 'update',
      work: (tx) => this.tokens.setLabel(tx, token.workspaceId, token.id, label),
      changes: { fields: ['label'] },
    });
  }

  /** No scopes: all rights. @throws JobProblem */
  async setScopes(by: TokenChanger, prefix: string, scopes: Scope[]): Promise<void> {
    const token = await this.tokenOf(by, prefix);
    // What it may do otherwise never changes, so that it need not be read again within the transaction.
    demandWithin(by, { ...token, scopes });
    await this.change(by, token, {
      action: 'update',
      work: (tx) => this.tokens.setScopes(tx, token.workspaceId, token.id, scopes),
      changes: { fields: ['scopes'], scopes },
    });
  }

  private async tokenOf({ who }: TokenChanger, prefix: string): Promise<ReachedToken> {
    const token = await tokenOfPrefix(this.database, tokenReachOf(who), storableText(prefix));
    if (token === undefined) throw notFound(prefix);
    return token;
  }

  private async change(
    by: TokenChanger,
    { id, prefix, workspaceId }: ReachedToken,
    { action, work, changes }: TokenChange,
  ): Promise<void> {
    await this.writes.commit(
      writerOf(by, workspaceId),
      async (tx) => {
        if (!(await work(tx))) throw notFound(prefix);
      },
      () => ({ action, resource, id, changes: { prefix, ...changes } }),
    );
  }

  private expirationOf({ expiration }: TokenRequest): Date | null {
    const nowMs = this.clock.now();
    if (expiration !== null && expiration.getTime() <= nowMs) {
      throw new JobProblem('invalid_body', 'expiration: must be in the future');
    }
    return expirationWithin(expiration, { maxDays: this.config.access.maxTokenDays, nowMs });
  }

  private async workspaceFor({ who }: TokenChanger, slug: string | null): Promise<Id> {
    const own = who.workspaceId;
    if (slug === null) {
      if (own !== null) return own;
      throw new JobProblem('invalid_body', 'workspace_id: name the workspace the token is for');
    }
    const workspace = await this.targets.workspace(slug);
    if (own !== null && workspace?.id !== own) {
      throw new JobProblem('wrong_workspace', 'a token can make none for another workspace');
    }
    if (workspace !== undefined) return workspace.id;
    throw new JobProblem('workspace_not_found', 'there is no workspace of that name');
  }
}

/** A change of one token. */
interface TokenChange {
  action: 'update' | 'delete';
  /** False: the token is gone. */
  work: (tx: Transaction) => Promise<boolean>;
  /** What the audit log is to say of it. */
  changes?: Readonly<Record<string, unknown>>;
}

function demandWithin({ who }: TokenChanger, rights: Rights): void {
  if (mayMakeToken(who, rights)) return;
  throw new JobProblem(
    'scope_missing',
    'no token may be given more than yours has: mind scopes, expiration and read_only',
  );
}

const writerOf = ({ who, clientIp }: TokenChanger, workspaceId: Id): Writer => ({
  principal: who,
  address: clientIp,
  workspace: { id: workspaceId },
});

const notFound = (prefix: string): JobProblem =>
  new JobProblem('token_not_found', `you have no token that begins with "${prefix}"`);
