import type { Sql } from '@millwright/database';
import type { Clock, Id } from '@millwright/kernel';
import { settingsOf } from './workspace-settings.ts';

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

function factsFrom(
  { id, slug, name, settings: set }: WorkspaceRow,
  adminUrl: string,
): WorkspaceFacts {
  const settings = settingsOf(set);
  const { timezone, retry } = settings;
  return {
    timezone,
    retry: { maxAttempts: retry.max_attempts, delaysSeconds: retry.delays_seconds },
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
