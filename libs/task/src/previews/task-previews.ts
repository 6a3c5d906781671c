import { readKnownConnections } from '@millwright/connection';
import type { EventEnvelope } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import { newId, type Clock, type Id } from '@millwright/kernel';
import type { LiquidPool, RenderOutcome } from '@millwright/liquid';
import type { HashedDefinition } from '../definitions/task-definition.ts';
import { givenOptionsOf } from '../options/given-options.ts';
import { readOnDemand } from '../running/read-on-demand.ts';
import { renderContextOf, type RenderedTask } from '../running/render-context.ts';
import type { ScriptValues, Workspaces } from '../workspaces.ts';
import type { PreviewDefinition } from './preview-definition.ts';
import { previewEventsOf } from './preview-events.ts';
import { sampleSourceOf } from './sample-source.ts';
import { eventPreviewOf, type EventPreview, type TaskPreview } from './task-preview.ts';

/** How long a whole preview may take, over all its events. */
export const PREVIEW_TIME_MS = 10_000;

/** What is previewed: a task as it is, or as it would be. */
export interface Previewed {
  workspaceId: Id;
  /** Missing: it has not been saved yet. */
  task?: { id: Id; path: string; version: number; createdAt: Date; updatedAt: Date } | undefined;
  draft: HashedDefinition;
  /** Whether whoever asks may see events that really came. */
  mayReadEvents: boolean;
}

/** Renders tasks as they would run, without any effect: nothing is stored, `cache` is nil, no action is performed. */
export class TaskPreviews {
  constructor(
    private readonly liquid: Pick<LiquidPool, 'render'>,
    private readonly workspaces: Workspaces,
    private readonly sql: Sql,
    private readonly values: ScriptValues,
    private readonly clock: Clock,
    private readonly timeMs = PREVIEW_TIME_MS,
  ) {}

  /** A preview of every event; those that come after the time is used up are errors. */
  async preview(previewed: Previewed): Promise<TaskPreview> {
    const { workspaceId, draft, mayReadEvents } = previewed;
    const startedAtMs = this.clock.now();
    const nowIso = new Date(startedAtMs).toISOString();
    const events = await previewEventsOf(draft.definition, {
      sql: this.sql,
      workspaceId,
      mayReadEvents,
      nowIso,
    });
    const known = await readKnownConnections(this.sql, workspaceId);
    const previews: EventPreview[] = [];
    for (const event of events) {
      const timeMs = startedAtMs + this.timeMs - this.clock.now();
      const outcome =
        timeMs > 0 ? await this.render(previewed, event, timeMs) : outOfTime(this.timeMs);
      previews.push(eventPreviewOf(event, outcome, known));
    }
    return { ok: previews.every(({ ok }) => ok), events: previews };
  }

  private async render(
    { workspaceId, task, draft }: Previewed,
    event: PreviewDefinition,
    timeMs: number,
  ): Promise<RenderOutcome> {
    const facts = await this.workspaces.factsOf(this.sql, workspaceId);
    const { definition, hash } = draft;
    const rendered: RenderedTask = {
      task: {
        id: task?.id ?? newId(),
        name: definition.name,
        path: task?.path ?? '',
        subscriptions: definition.subscriptions,
        createdAt: task?.createdAt ?? new Date(this.clock.now()),
        updatedAt: task?.updatedAt ?? new Date(this.clock.now()),
      },
      version: { version: task?.version ?? 1, hash, definition },
    };
    const envelope = this.envelopeOf(workspaceId, event.topic);
    const rendering = { envelope, data: event.data, preview: true as const };
    // References to secrets that nobody will ever open.
    const scope = { workspaceId, taskRunId: newId() };
    const asked = await readOnDemand(this.sql, this.values, definition, {
      event: rendering,
      scope,
    });
    return this.liquid.render({
      templateKey: hash,
      source: definition.script,
      context: renderContextOf(rendering, rendered, facts, asked),
      options: givenOptionsOf(definition).sources,
      limits: { ...facts.renderLimits, timeMs: Math.min(timeMs, facts.renderLimits.timeMs) },
      listed: true,
    });
  }

  private envelopeOf(workspaceId: Id, topic: string): EventEnvelope {
    return {
      id: newId(),
      workspace_id: workspaceId,
      topic,
      source: sampleSourceOf(topic),
      created_at: new Date(this.clock.now()).toISOString(),
      webhook_id: null,
      provider: null,
      provider_event: null,
      request_id: null,
      parent_id: null,
      replay_of: null,
      task_ids: null,
    };
  }
}

const outOfTime = (timeMs: number): RenderOutcome => ({
  ok: false,
  error: {
    code: 'time_limit',
    message: `not rendered: a preview may take ${timeMs} ms over all of its events`,
  },
  logs: [],
});
