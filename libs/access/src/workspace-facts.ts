import type { Sql } from '@millwright/database';
import type { Clock, Id } from '@millwright/kernel';

/** What routing and running read of a Workspace. */
export interface WorkspaceFacts {
  timezone: string;
  retry: { maxAttempts: number; delaysSeconds: number[] };
  /** The `shop` variable of scripts. */
  shop: Record<string, unknown>;
}

interface WorkspaceRow {
  id: Id;
  slug: string;
  name: string;
  settings: Record<string, unknown>;
}

const KEPT_MS = 1_000;

/** Reads the facts of Workspaces, and keeps each for a second: settings take effect that fast. */
export class WorkspaceFactsCache {
  private readonly kept = new Map<Id, { facts: WorkspaceFacts; untilMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly adminUrl: string,
  ) {}

  async factsOf(sql: Sql, workspaceId: Id): Promise<WorkspaceFacts> {
    const now = this.clock.now();
    const kept = this.kept.get(workspaceId);
    if (kept !== undefined && kept.untilMs > now) return kept.facts;
    const [row] = await sql.query<WorkspaceRow>(
      'select id, slug, name, settings from workspaces where id = $1',
      [workspaceId],
    );
    const facts = factsFrom(
      row ?? { id: workspaceId, slug: '', name: '', settings: {} },
      this.adminUrl,
    );
    this.kept.set(workspaceId, { facts, untilMs: now + KEPT_MS });
    return facts;
  }
}

function factsFrom({ id, slug, name, settings }: WorkspaceRow, adminUrl: string): WorkspaceFacts {
  const timezone = textOf(settings['timezone']) ?? 'UTC';
  const retry = (settings['retry'] ?? {}) as { max_attempts?: number; delays_seconds?: number[] };
  return {
    timezone,
    retry: {
      maxAttempts: retry.max_attempts ?? 5,
      delaysSeconds: retry.delays_seconds ?? [30, 76, 152, 308],
    },
    shop: {
      id,
      name,
      email: textOf(settings['contact_email']),
      customer_email: textOf(settings['contact_email']),
      domain: textOf(settings['domain']),
      myshopify_domain: null,
      timezone,
      iana_timezone: timezone,
      currency: textOf(settings['currency']) ?? 'USD',
      primary_locale: textOf(settings['locale']) ?? 'en',
      country_code: textOf(settings['country_code']),
      admin_url: `${adminUrl}/${slug}/`,
    },
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
