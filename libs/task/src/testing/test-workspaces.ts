import { defaultRenderLimits } from '@millwright/liquid';
import type { WorkspaceFacts, Workspaces } from '../workspaces.ts';

/** The facts of a Workspace, given those that matter. */
export const testFacts = (facts: Partial<WorkspaceFacts> = {}): WorkspaceFacts => ({
  timezone: 'UTC',
  retry: { maxAttempts: 3, delaysSeconds: [60] },
  renderLimits: defaultRenderLimits,
  shop: { name: 'Shop' },
  ...facts,
});

/** Workspaces that all have these facts. */
export function testWorkspaces(facts: Partial<WorkspaceFacts> = {}): Workspaces {
  const all = testFacts(facts);
  return { factsOf: () => Promise.resolve(all) };
}
