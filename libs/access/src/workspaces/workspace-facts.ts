import type { Sql } from '@millwright/database';
import type { Clock, Id } from '@millwright/kernel';
import { settingsOf } from './workspace-settings.ts';

/** What routing and running read of a Workspace. */
export interface WorkspaceFacts {
  timezone: string;
  retry: { maxAttempts: number; delaysSeconds: number[] };
  /** What a script may take: what the Workspace has set, below the instance's maximum. */
  renderLimits: RenderLimits;
  /** How many of its runs may be started at a time; undefined: any number. */
  concurrencyLimit: number | undefined;
  /** Largest data of an event that one of its tasks makes: bytes of JSON. */
  maxEventDataBytes: number;
  /** How many events, each made by a run of the one before, may lead to one within an hour. */
  maxEventGenerations: number;
  /** Whether its events are routed one after the other. */
  keepsOrder: boolean;
  /** The `shop` variable of scripts. */
  shop: Record<string, unknown>;
}

/** What rendering one script may take; `actions` is a number of them. */
export interface RenderLimits {
  timeMs: number;
  memoryBytes: number;
  outputBytes: number;
  actions: number;
}

interface WorkspaceRow {
  id: Id;
  slug: string;
  name: string;
  settings: Record<string, unknown>;
  keepsOrder: boolean;
}

const KEPT_MS = 1_000;
const MEBIBYTE = 1_048_576;

/** Reads the facts of Workspaces, and keeps each for a second: settings take effect that fast. */
export class WorkspaceFactsCache {
  private readonly kept = new Map<Id, { facts: WorkspaceFacts; untilMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly adminUrl: string,
    private readonly maximum: RenderLimits,
  ) {}

  async factsOf(sql: Sql, workspaceId: Id): Promise<WorkspaceFacts> {
    const now = this.clock.now();
    const kept = this.kept.get(workspaceId);
    if (kept !== undefined && kept.untilMs > now) return kept.facts;
    const [row] = await sql.query<WorkspaceRow>(
      'select id, slug, name, settings, keeps_order as "keepsOrder" from workspaces where id = $1',
      [workspaceId],
    );
    const facts = factsFrom(
      row ?? { id: workspaceId, slug: '', name: '', settings: {}, keepsOrder: false },
      this.adminUrl,
      this.maximum,
    );
    this.kept.set(workspaceId, { facts, untilMs: now + KEPT_MS });
    return facts;
  }
}

function factsFrom(
  { id, slug, name, settings: set, keepsOrder }: WorkspaceRow,
  adminUrl: string,
  maximum: RenderLimits,
): WorkspaceFacts {
  const settings = settingsOf(set);
  const { timezone, retry, render_limits: limits } = settings;
  return {
    timezone,
    retry: { maxAttempts: retry.max_attempts, delaysSeconds: retry.delays_seconds },
    renderLimits: {
      timeMs: Math.min(limits.time_ms, maximum.timeMs),
      memoryBytes: Math.min(limits.memory_mb * MEBIBYTE, maximum.memoryBytes),
      outputBytes: Math.min(limits.output_bytes, maximum.outputBytes),
      actions: Math.min(limits.actions, maximum.actions),
    },
    concurrencyLimit: settings.concurrency_limit ?? undefined,
    maxEventDataBytes: settings.max_event_data_bytes,
    maxEventGenerations: settings.max_event_generations,
    keepsOrder,
    shop: {
      id,
      name,
      email: settings.contact_email,
      customer_email: settings.contact_email,
      domain: settings.domain,
      myshopify_domain: null,
      timezone,
      iana_timezone: timezone,
      currency: settings.currency,
      primary_locale: settings.locale,
      country_code: settings.country_code,
      admin_url: `${adminUrl}/${slug}/`,
    },
  };
}
