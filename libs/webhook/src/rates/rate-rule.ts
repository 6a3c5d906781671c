import type { Id } from '@millwright/kernel';
import type { RateLimit } from '../webhook.entity.ts';

const SECOND_MS = 1_000;

/** How many requests are let through in any window, over all instances. */
export interface RateRule {
  /** Of the webhook or of the Workspace, by which its requests are counted. */
  readonly id: Id;
  readonly scope: 'webhook' | 'workspace';
  readonly requests: number;
  readonly windowMs: number;
  /** What becomes of the others: they are refused with 429, or answered as if they had been taken. */
  readonly onLimit: 'refuse' | 'drop';
}

/** The rules for a webhook: its own, then its Workspace's. Null: there is none. */
export function rateRulesOf(
  webhook: { id: Id; limit: RateLimit | null },
  workspace: { id: Id; limit: RateLimit | null },
): readonly RateRule[] {
  return [
    ...(webhook.limit === null ? [] : [ruleOf('webhook', webhook.id, webhook.limit)]),
    ...(workspace.limit === null ? [] : [ruleOf('workspace', workspace.id, workspace.limit)]),
  ];
}

const ruleOf = (scope: RateRule['scope'], id: Id, limit: RateLimit): RateRule => ({
  id,
  scope,
  requests: limit.requests,
  windowMs: limit.per_seconds * SECOND_MS,
  onLimit: limit.on_limit ?? 'refuse',
});
