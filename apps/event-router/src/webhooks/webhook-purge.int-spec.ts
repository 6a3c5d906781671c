import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { silentLogger } from '@millwright/observability';
import { PermitStore } from '@millwright/webhook';
import { WebhookPurge } from './webhook-purge.service.ts';

describe('the purge of what no window of a webhook reaches', () => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await openTestDatabase();
  }, 60_000);
  afterAll(() => opened.close());

  it('takes all of it, however much, and nothing else', async () => {
    await opened.database.execute(
      `insert into dedupe_keys (webhook_id, key, event_id, taken_at, expires_at)
       select gen_random_uuid(), decode(md5(n::text), 'hex'), gen_random_uuid(), t, t
       from generate_series(1, 2500) n, lateral (
         select now() - case when n <= 2300 then interval '7 hours' else interval '5 hours' end as t) at`,
    );
    await opened.database.execute(
      `insert into rate_windows (id, starts, counts)
       select gen_random_uuid(), array[(extract(epoch from now() - age) * 1000)::bigint], array[1]
       from unnest(array[interval '3 days', interval '1 hour']) age`,
    );

    await new WebhookPurge(opened.database, new PermitStore(), silentLogger).pass();

    const countOf = async (table: string): Promise<number> =>
      (await opened.database.query(`select 1 from ${table}`)).length;
    expect(await countOf('dedupe_keys')).toBe(200);
    expect(await countOf('rate_windows')).toBe(1);
  });
});
