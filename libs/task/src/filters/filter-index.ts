import type { EventEnvelope } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A filter as routing knows it. */
export interface ActiveFilter {
  id: Id;
  workspaceId: Id;
  name: string;
  template: string;
}

/** The filters of a Workspace in the order of their names. Replaced as a whole when one of them changes. */
export type FilterSet = readonly ActiveFilter[];

type FilterRow = ActiveFilter & { isActive: boolean };

const none: FilterSet = [];

/**
 * The enabled filters of the instance by Workspace, as of an epoch. A Workspace without filters costs its events a look
 * into a map; when nothing was written, refreshing costs nothing.
 */
export class FilterIndex {
  private seenEpoch = 0;
  private readonly byWorkspace = new Map<Id, FilterSet>();

  /** Reads what was written up to an epoch. */
  async refresh(sql: Sql, epoch: number): Promise<void> {
    if (epoch === this.seenEpoch) return;
    const rows = await sql.query<FilterRow>(
      `select id, workspace_id as "workspaceId", name, template, enabled and deleted_at is null as "isActive"
       from event_filters where changed_epoch > $1 order by changed_epoch`,
      [this.seenEpoch],
    );
    for (const row of rows) this.put(row);
    this.seenEpoch = epoch;
  }

  /** The epoch as of which it knows the filters. */
  get epoch(): number {
    return this.seenEpoch;
  }

  /** Whether any Workspace has filters at all. */
  get isEmpty(): boolean {
    return this.byWorkspace.size === 0;
  }

  /** What an event has to pass. Private events of a person or a token pass nothing. */
  filtersFor({ workspace_id: workspaceId, topic }: EventEnvelope): FilterSet {
    const filters = this.byWorkspace.get(workspaceId);
    return filters === undefined || isPrivate(topic) ? none : filters;
  }

  private put({ isActive, ...filter }: FilterRow): void {
    const { workspaceId, id } = filter;
    const others = (this.byWorkspace.get(workspaceId) ?? none).filter((other) => other.id !== id);
    const all = isActive ? [...others, filter].sort(byName) : others;
    if (all.length === 0) this.byWorkspace.delete(workspaceId);
    else this.byWorkspace.set(workspaceId, all);
  }
}

const isPrivate = (topic: string): boolean =>
  topic.startsWith('mechanic/user/') || topic === 'millwright/trigger/call';

const byName = (left: ActiveFilter, right: ActiveFilter): number =>
  left.name === right.name ? compare(left.id, right.id) : compare(left.name, right.name);

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
