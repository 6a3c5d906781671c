import type { ShopReader } from '@millwright/action';
import type { EventEnvelope, TaskRunRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import type { Id, RawJson } from '@millwright/kernel';
import type {
  LiquidPool,
  RenderHost,
  RenderLimits,
  RenderOutcome,
  RunError,
} from '@millwright/liquid';
import { givenOptionsOf } from '../options/given-options.ts';
import type { ScriptValues, Workspaces } from '../workspaces.ts';
import { BULK_OPERATION_TOPIC } from '../bulk-operations/bulk-operation-watch.ts';
import type { EventWithData } from './event-variable.ts';
import { guardedFromLoops } from './loop-guards.ts';
import { readOnDemand } from './read-on-demand.ts';
import { renderContextOf } from './render-context.ts';
import { shopLoopOf } from './shop-loop-guard.ts';
import type { RunnableTask } from './task-catalogue.ts';

/** What a run that responds to the end of a bulk operation may hold. */
export const BULK_MEMORY_BYTES = 512 * 1024 * 1024;
const ASKS_SHOP = /\|\s*shopify\b/;

/** What scripts are rendered with. */
export interface RenderingTools {
  database: Database;
  events: EventStore;
  liquid: LiquidPool;
  workspaces: Workspaces;
  /** The `cache` object of a Workspace's scripts. */
  cacheOf(workspaceId: Id): RenderHost;
  /** Globals and secrets of Workspaces. */
  values: ScriptValues;
  /** What the `shopify` filter asks; missing: it fails. */
  shops?: ScriptShops | undefined;
}

/** How scripts ask shops. */
export interface ScriptShops {
  reader: Pick<ShopReader, 'query' | 'objectsAt'>;
  /** Where scripts are rendered that may wait for a shop: others are not to wait behind them. */
  liquid: LiquidPool;
}

/** Renders the scripts of task runs. It stores nothing. */
export class TaskRunRendering {
  constructor(private readonly tools: RenderingTools) {}

  /** Renders a task run, or refuses it before. `stopped`: nothing will be made of it any more. */
  async render(
    request: TaskRunRequested,
    data: RawJson | undefined,
    runnable: RunnableTask | undefined,
    stopped: AbortSignal,
  ): Promise<RenderOutcome & { refusal?: RunError }> {
    if (runnable === undefined) return refused('task_deleted', 'the task was deleted');
    if (!runnable.task.enabled) {
      return refused('task_disabled', 'the task is disabled; enable it and retry the run');
    }
    const event = await this.eventOf(request, data);
    if (event === undefined) return refused('internal', 'the event of this run has no row');
    const { database, workspaces, values, liquid, shops } = this.tools;
    const facts = await workspaces.factsOf(database, request.workspace_id);
    const scope = { workspaceId: request.workspace_id, taskRunId: request.run_id };
    const asked = await readOnDemand(database, values, runnable.version.definition, {
      event,
      scope,
    });
    const isAsking = shops !== undefined && asksShops(event, runnable);
    const rendered = await (isAsking ? shops.liquid : liquid).render(
      {
        templateKey: runnable.version.hash,
        source: runnable.version.definition.script,
        context: renderContextOf(event, runnable, facts, asked),
        options: givenOptionsOf(runnable.version.definition).sources,
        limits: limitsFor(event, facts.renderLimits),
      },
      this.hostOf(scope, runnable),
      stopped,
    );
    const guarded = await guardedFromLoops(database, event, rendered, facts);
    if (!guarded.ok) return guarded;
    const run = { taskId: runnable.task.id, taskRunId: request.run_id };
    const refusal = await shopLoopOf(database, run, event, guarded.actions);
    return refusal === undefined ? guarded : { ...guarded, refusal };
  }

  /** What a script may ask for while it runs. */
  private hostOf(
    scope: { workspaceId: Id; taskRunId: Id },
    { version: { definition } }: RunnableTask,
  ): RenderHost {
    const { database, values, shops } = this.tools;
    const { workspaceId } = scope;
    const task = { workspaceId, shopifyApiVersion: definition.shopify_api_version };
    return {
      ...(shops && {
        shop: {
          query: (query, variables, signal) =>
            shops.reader.query(task, { query, variables }, signal),
          objectsAt: (url, signal) => shops.reader.objectsAt(url, signal),
        },
      }),
      ...this.tools.cacheOf(scope.workspaceId),
      secretValue: async (reference) => {
        const found = await values.secretBehind(database, reference, scope);
        return found.is === 'open' ? found.value : undefined;
      },
    };
  }

  private async eventOf(
    request: TaskRunRequested,
    data: RawJson | undefined,
  ): Promise<{ envelope: EventEnvelope; data: RawJson } | undefined> {
    if (request.event !== undefined && data !== undefined) return { envelope: request.event, data };
    const [event] = await this.tools.events.eventsOf(this.tools.database, [request.event_id]);
    return event;
  }
}

/** Whether a script may wait for a shop. */
const asksShops = ({ envelope }: EventWithData, { version }: RunnableTask): boolean =>
  envelope.topic === BULK_OPERATION_TOPIC || ASKS_SHOP.test(version.definition.script);

/** The objects of a bulk operation may be many. */
const limitsFor = ({ envelope }: EventWithData, limits: RenderLimits): RenderLimits =>
  envelope.topic === BULK_OPERATION_TOPIC
    ? { ...limits, memoryBytes: Math.max(limits.memoryBytes, BULK_MEMORY_BYTES) }
    : limits;

/** A run that is not rendered, and why. */
export const refused = (
  code: string,
  message: string,
): { ok: false; error: RunError; logs: string[] } => ({
  ok: false,
  error: { code, message },
  logs: [],
});
