import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the requests that a webhook refused, and those that its owner asked to see · 2 how many were refused in the
 * minute that runs, and how many of all left no row · 3 until when everything is captured, and what deliveries are
 * answered.
 * Breaking: nothing.
 */
export class KeepTheRequestsOfWebhooks1795421000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `create table webhook_requests (
        id uuid primary key,
        workspace_id uuid not null,
        webhook_id uuid not null,
        request_id uuid not null,
        received_at timestamptz not null,
        provider text,
        method text not null,
        url text not null,
        ip text not null,
        headers text not null,
        body bytea,
        body_bytes integer not null,
        status smallint not null,
        reason text,
        handshake text
      )`,
      `create index webhook_requests_webhook on webhook_requests (webhook_id, id)`,
      `create index webhook_requests_refused on webhook_requests (webhook_id, id) where reason is not null`,
      `create table webhook_rejection_counts (
        webhook_id uuid primary key,
        minute_began_at timestamptz not null,
        minute_refused integer not null,
        suppressed bigint not null
      )`,
      `alter table webhooks add column captures_until timestamptz, add column response jsonb`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'alter table webhooks drop column captures_until, drop column response',
      'drop table webhook_rejection_counts',
      'drop table webhook_requests',
    ]) {
      await db.query(statement);
    }
  }
}
