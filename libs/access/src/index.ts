import { AuditEntry } from './audit/audit-entry.entity.ts';
import { Global } from './globals/global.entity.ts';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.ts';
import { Secret } from './secrets/secret.entity.ts';
import { Token } from './tokens/token.entity.ts';
import { Workspace } from './workspaces/workspace.entity.ts';

export * from './audit/audit-log.ts';
export * from './audit/audited-writes.ts';
export * from './globals/global.store.ts';
export * from './globals/variable-key.ts';
export * from './idempotency/idempotency.store.ts';
export * from './secrets/assemble-values.ts';
export * from './secrets/secret-references.ts';
export * from './secrets/secret.store.ts';
export * from './secrets/workspace-values.ts';
export * from './tokens/attempt-limiter.ts';
export * from './tokens/credential.ts';
export * from './tokens/job-rights.ts';
export * from './tokens/principal.ts';
export * from './tokens/readable-jobs.ts';
export * from './tokens/scope.ts';
export * from './tokens/token-authenticator.ts';
export * from './tokens/token-cache.ts';
export * from './tokens/token-fields.ts';
export * from './tokens/token-text.ts';
export * from './tokens/token.store.ts';
export * from './workspaces/ensure-main-workspace.ts';
export * from './workspaces/retention-days.ts';
export * from './workspaces/workspace-facts.ts';
export * from './workspaces/workspace-fields.ts';
export * from './workspaces/workspace-settings.ts';
export * from './workspaces/workspace-timezones.ts';
export * from './workspaces/workspace.store.ts';
export { AuditEntry, Global, IdempotencyKey, Secret, Token, Workspace };

/** The entities of access, for the data source. */
export const accessEntities = [Workspace, Token, AuditEntry, IdempotencyKey, Global, Secret];
