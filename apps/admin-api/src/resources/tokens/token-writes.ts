import {
  AuditedWrites,
  expirationWithin,
  MAX_TOKENS_PER_OWNER,
  mayMakeToken,
  TokenStore,
} from '@millwright/access';
import type { StoredToken, TokenCreate } from '@millwright/access';
import type { Config } from '@millwright/config';
import { CLOCK, CONFIG } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';

const resource = 'tokens';

/** Makes and revokes tokens. */
@Injectable()
export class TokenWrites {
  constructor(
    private readonly writes: AuditedWrites,
    private readonly tokens: TokenStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `text` is the token itself. */
  async create(by: Caller, fields: TokenCreate): Promise<{ token: StoredToken; text: string }> {
    const rights = this.rightsOf(fields);
    if (!mayMakeToken(by.principal, rights)) {
      throw new ProblemError('scope_missing', 'a token can make none that may do more than itself');
    }
    const { owner } = by.principal;
    const wanted = { ...rights, workspaceId: by.workspace.id, owner, label: fields.label };
    return this.writes.commit(
      by,
      async (tx) => {
        const made = await this.tokens.create(tx, wanted);
        if (made !== undefined) return made;
        throw new ProblemError(
          'conflict',
          `${owner} has ${MAX_TOKENS_PER_OWNER} tokens; revoke some`,
        );
      },
      ({ token: { id, prefix } }) => ({
        action: 'create',
        resource,
        id,
        changes: { prefix, scopes: [...rights.scopes] },
      }),
    );
  }

  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.tokens.delete(tx, by.workspace.id, id)) || undefined, 'token'),
      () => ({ action: 'delete', resource, id }),
    );
  }

  private rightsOf({ scopes, read_only: readOnly, expires_at: expires }: TokenCreate) {
    const nowMs = this.clock.now();
    const asked = expires === null ? null : new Date(expires);
    if (asked !== null && asked.getTime() <= nowMs) {
      throw invalid([{ path: 'expires_at', message: 'must be in the future' }]);
    }
    const expiresAt = expirationWithin(asked, { maxDays: this.config.access.maxTokenDays, nowMs });
    return { scopes: scopes ?? [], readOnly, expiresAt };
  }
}
