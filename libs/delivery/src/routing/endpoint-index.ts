import type { Sql } from '@millwright/database';
import { FilteredEvent, type StoredEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { PatternIndex, topicPatternOf } from '../topics/index.ts';
import { changedEndpoints, type ActiveEndpoint } from './active-endpoints.ts';
import { mayReach, passesFilterOf } from './may-reach.ts';

/** The endpoints of one Workspace; the patterns are read anew after one of them changed. */
interface WorkspaceEndpoints {
  all: Map<Id, ActiveEndpoint>;
  patterns: PatternIndex<ActiveEndpoint> | undefined;
}

const none: readonly ActiveEndpoint[] = [];

/**
 * The enabled endpoints of the instance by Workspace and topic pattern, as of an epoch. An event of a Workspace without
 * endpoints costs a look into a map; when nothing was written, refreshing costs nothing.
 */
export class EndpointIndex {
  private seenEpoch = 0;
  private readonly byWorkspace = new Map<Id, WorkspaceEndpoints>();

  /** Reads what was written up to an epoch. */
  async refresh(sql: Sql, epoch: number): Promise<void> {
    if (epoch === this.seenEpoch) return;
    for (const { isActive, ...endpoint } of await changedEndpoints(sql, this.seenEpoch)) {
      if (isActive) this.put(endpoint);
      else this.remove(endpoint);
    }
    this.seenEpoch = epoch;
  }

  /** The epoch as of which it knows the endpoints. */
  get epoch(): number {
    return this.seenEpoch;
  }

  /** Whether an endpoint of a Workspace takes deliveries one after the other. */
  keepsOrder(workspaceId: Id): boolean {
    for (const { ordering } of this.byWorkspace.get(workspaceId)?.all.values() ?? none)
      if (ordering === 'fifo') return true;
    return false;
  }

  /** The endpoints that an event goes to, each once. */
  wanting(event: StoredEvent): readonly ActiveEndpoint[] {
    const { workspace_id: workspaceId, topic } = event.envelope;
    const endpoints = this.byWorkspace.get(workspaceId);
    if (endpoints === undefined) return none;
    const matching = this.patternsOf(endpoints).matching(topic);
    if (matching.size === 0) return none;
    const filtered = new FilteredEvent(event);
    return [...matching].filter(
      (endpoint) => mayReach(endpoint.id, event) && passesFilterOf(endpoint, filtered),
    );
  }

  private put(endpoint: ActiveEndpoint): void {
    const { id, workspaceId } = endpoint;
    const known = this.byWorkspace.get(workspaceId);
    if (known === undefined) {
      this.byWorkspace.set(workspaceId, { all: new Map([[id, endpoint]]), patterns: undefined });
    } else {
      known.all.set(id, endpoint);
      known.patterns = undefined;
    }
  }

  private remove({ id, workspaceId }: ActiveEndpoint): void {
    const known = this.byWorkspace.get(workspaceId);
    if (known?.all.delete(id) !== true) return;
    known.patterns = undefined;
    if (known.all.size === 0) this.byWorkspace.delete(workspaceId);
  }

  private patternsOf(endpoints: WorkspaceEndpoints): PatternIndex<ActiveEndpoint> {
    if (endpoints.patterns !== undefined) return endpoints.patterns;
    const patterns = new PatternIndex<ActiveEndpoint>();
    for (const endpoint of endpoints.all.values()) {
      for (const text of endpoint.topics) {
        const pattern = topicPatternOf(text);
        if (typeof pattern !== 'string') patterns.add(pattern, endpoint);
      }
    }
    return (endpoints.patterns = patterns);
  }
}
