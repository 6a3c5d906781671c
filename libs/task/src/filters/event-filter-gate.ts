import type { EventEnvelope } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import { stringifyJson, type Id, type RawJson } from '@millwright/kernel';
import type { LiquidPool, RenderHost, TextRequest } from '@millwright/liquid';
import type { EventToRoute } from '../routing/event-to-route.ts';
import { eventVariable } from '../running/event-variable.ts';
import { parentsOf } from '../running/event-parents.ts';
import { mentions } from '../running/mentions.ts';
import type { WorkspaceGlobals, Workspaces } from '../workspaces.ts';
import type { ActiveFilter, FilterIndex } from './filter-index.ts';
import type { FilterVerdict } from './filter-verdict.ts';

/** How long a filter may take, unless scripts of its Workspace may take less. */
const TIME_LIMIT_MS = 2_000;
/** A thread of ours that breaks is no fault of the filter's, unless it always does. */
const TRIES = 3;

/** What filters are rendered with. */
export interface FilterTools {
  database: Database;
  events: EventStore;
  index: FilterIndex;
  liquid: Pick<LiquidPool, 'renderText'>;
  workspaces: Workspaces;
  globals: WorkspaceGlobals;
  cacheOf(workspaceId: Id): RenderHost;
}

/**
 * Renders the event filters of a Workspace, away from any transaction. What one Workspace's filters take does not hold
 * up the events of Workspaces that have none.
 */
export class EventFilterGate {
  constructor(private readonly tools: FilterTools) {}

  /** The event with what the filters say of it; as it is where none applies. */
  async judged(event: EventToRoute): Promise<EventToRoute> {
    const { index } = this.tools;
    if (index.isEmpty) return event;
    const whole = await this.whole(event);
    if (whole.event === undefined || whole.data === undefined) return whole;
    const filters = index.filtersFor(whole.event);
    if (filters.length === 0) return whole;
    const verdict = await this.verdictOf(filters, whole.event, whole.data);
    return { ...whole, judgement: { filters, verdict } };
  }

  private async whole(event: EventToRoute): Promise<EventToRoute> {
    if (event.event !== undefined && event.data !== undefined) return event;
    const { events, database } = this.tools;
    const [stored] = await events.eventsOf(database, [event.eventId]);
    return stored === undefined ? event : { ...event, event: stored.envelope, data: stored.data };
  }

  private async verdictOf(
    filters: readonly ActiveFilter[],
    envelope: EventEnvelope,
    data: RawJson,
  ): Promise<FilterVerdict> {
    for (const { id, name, template } of filters) {
      const request = await this.requestFor(template, envelope, data);
      const rendered = await this.render(request, envelope.workspace_id);
      if (!rendered.ok) {
        const { message, line, column } = rendered.error;
        const error = {
          code: 'filter_failed',
          message: `the event filter "${name}" failed: ${message}`,
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        };
        return { is: 'failed', filter: { id, name }, error };
      }
      if (rendered.text.trim() === 'false') return { is: 'stopped', by: name };
    }
    return { is: 'passed' };
  }

  private async render(request: TextRequest, workspaceId: Id) {
    const { liquid } = this.tools;
    const host = this.tools.cacheOf(workspaceId);
    for (let tries = 1; ; tries += 1) {
      const rendered = await liquid.renderText(request, host);
      if (rendered.ok || rendered.error.code !== 'internal' || tries === TRIES) return rendered;
    }
  }

  private async requestFor(
    template: string,
    envelope: EventEnvelope,
    data: RawJson,
  ): Promise<TextRequest> {
    const { database, workspaces, globals } = this.tools;
    const workspaceId = envelope.workspace_id;
    const { shop, renderLimits } = await workspaces.factsOf(database, workspaceId);
    const wants = mentions(template);
    const parents = wants('parent') ? await parentsOf(database, envelope) : [];
    const context = stringifyJson({
      event: eventVariable({ envelope, data }, parents),
      shop,
      workspace: shop,
      globals: wants('global') ? await globals.globalsOf(database, workspaceId) : {},
    });
    const timeMs = Math.min(TIME_LIMIT_MS, renderLimits.timeMs);
    return { source: template, context, limits: { ...renderLimits, timeMs } };
  }
}
