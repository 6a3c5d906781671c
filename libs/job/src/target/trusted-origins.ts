import { settingsOf } from '@millwright/access';
import type { Sql } from '@millwright/database';
import { AllowedOrigins } from '@millwright/webhook';

/** Slug of a living Workspace → the origins of its `trigger_allowed_origins`; missing where it names none. */
export type TrustedOrigins = ReadonlyMap<string, AllowedOrigins>;

/** Reads the trusted origins of all Workspaces. */
export async function trustedOriginsOf(sql: Sql): Promise<TrustedOrigins> {
  const rows = await sql.query<{ slug: string; settings: Record<string, unknown> }>(
    `select slug, settings from workspaces
     where deleted_at is null and settings ->> 'trigger_allowed_origins' <> '[]'`,
  );
  return new Map(
    rows.map(({ slug, settings }) => [
      slug,
      new AllowedOrigins(settingsOf(settings).trigger_allowed_origins),
    ]),
  );
}
