import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities } from '@millwright/access';
import { CacheEndpoint, CacheEntry } from '@millwright/cache';
import { Connection, ConnectionRenewal } from '@millwright/connection';
import { schemaDriftOf } from '@millwright/database';
import {
  Attempt,
  Delivery,
  Endpoint,
  EndpointHealth,
  EndpointItem,
  EndpointKey,
  QueuedDelivery,
  Recovery,
} from '@millwright/delivery';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { Event, EventRun, Work } from '@millwright/event';
import { CallKey, HttpRoute, JobId } from '@millwright/job';
import { EmailAddress, EmailTemplate, KeptMail } from '@millwright/mail';
import { StoredFile, StoredFilePiece } from '@millwright/storage';
import {
  ActionRun,
  BulkJob,
  definitionEntities,
  EventFilter,
  SchedulerTick,
  TaskRun,
  WatchedBulkOperation,
} from '@millwright/task';
import { Webhook, WebhookRejectionCount, WebhookRequest, WebhookSecret } from '@millwright/webhook';

const libraries = join(import.meta.dirname, '../../../libs');
const runs = [ActionRun, BulkJob, CallKey, EventRun, JobId, SchedulerTick, TaskRun];
const outgoing = [
  Attempt,
  Delivery,
  Endpoint,
  EndpointHealth,
  EndpointItem,
  EndpointKey,
  QueuedDelivery,
  Recovery,
];
const entities = [
  ...accessEntities,
  ...definitionEntities,
  ...runs,
  WatchedBulkOperation,
  ...outgoing,
  ...[CacheEndpoint, CacheEntry, Event, EventFilter, HttpRoute, Work],
  ...[Connection, ConnectionRenewal],
  ...[EmailAddress, EmailTemplate, KeptMail],
  ...[StoredFile, StoredFilePiece],
  ...[Webhook, WebhookRejectionCount, WebhookRequest, WebhookSecret],
];

describe('the entities of all libraries', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(entities);
  }, 60_000);
  afterAll(() => opened.close());

  it('are all here', () => {
    const sources = readdirSync(libraries).flatMap((library) =>
      readdirSync(join(libraries, library, 'src'), { recursive: true, encoding: 'utf8' }),
    );

    const files = sources.filter((path) => path.endsWith('.entity.ts'));
    expect(new Set(entities).size).toBe(files.length);
  });

  it('are what the migrations made', async () => {
    await expect(schemaDriftOf(opened.database)).resolves.toEqual([]);
  });

  it('are noticed when a table has a column that its entity does not know', async () => {
    await opened.database.execute('alter table tokens add column surplus text');

    const drift = await schemaDriftOf(opened.database);

    expect(drift).toEqual([expect.stringContaining('"surplus"')]);
  });
});
