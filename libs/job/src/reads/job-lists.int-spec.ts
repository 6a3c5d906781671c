import { instanceAdmin, readableJobsOf } from '@millwright/access';
import type { Database } from '@millwright/database';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { bumpEpoch } from '@millwright/database';
import { newId, newSecretId, type Id } from '@millwright/kernel';
import { givenJob, givenJobTask, type GivenJob, type GivenJobTask } from '../testing/index.ts';
import { countOfJobs } from './job-counts.ts';
import { jobFiltersOf, jobPageOf } from './job-filters-of.ts';
import { JobLists } from './job-lists.ts';
import type { JobKind } from './job-scan.ts';
import { JobReads } from './job.reads.ts';

const at = Date.now();

describe.each([
  ['Postgres', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('jobs on %s', (_name, open: () => Promise<TestDatabase>) => {
  let opened: TestDatabase;
  let database: Database;
  let workspaceId: Id;
  let task: GivenJobTask;

  beforeAll(async () => {
    opened = await open();
    ({ database } = opened);
    workspaceId = newId();
    await database.transaction(async (tx) => {
      await tx.execute(
        `insert into workspaces (id, slug, name, changed_epoch) values ($1, 'main', 'Main', $2)`,
        [workspaceId, await bumpEpoch(tx)],
      );
    });
    task = await givenJobTask(database, workspaceId, { path: 'f/a/b' });
  }, 60_000);
  afterAll(() => opened.close(), 60_000);
  beforeEach(async () => {
    for (const table of ['work', 'task_runs', 'events', 'job_ids']) {
      await database.execute(`delete from ${table}`);
    }
  });

  const given = (job: Partial<GivenJob> = {}): Promise<Id> =>
    givenJob(database, { workspaceId, task, at, state: 'succeeded', ...job });
  const wanted = (kind: JobKind, query: string) => ({
    workspaceId,
    kind,
    filters: jobFiltersOf(new URLSearchParams(query)),
    page: jobPageOf(new URLSearchParams(query)),
    readable: readableJobsOf({ ...instanceAdmin, workspaceId, tokenId: newId() })!,
  });

  it('are found by their ids, with all that is told of them', async () => {
    const jobId = newSecretId();
    const runId = await given({ jobId, rootJob: jobId, data: '{"a":1.0}', logs: '["x"]' });

    const job = await new JobReads().job(database, workspaceId, jobId);

    expect(job).toMatchObject({
      runId,
      rootJob: jobId,
      row: { id: jobId, workspace: 'main', args: '{"a":1.0}', logs: 'x\n', labels: [] },
      facts: { tag: 'default', tokenId: null, isVisibleToOwner: true },
    });
    expect(await new JobReads().job(database, newId(), jobId)).toBeUndefined();
  });

  it('are listed and counted by everything at once', async () => {
    const [old, young] = [await given({ at: at + 1 }), await given({ at: at + 2 })];
    const queued = await given({ at: at + 3, state: 'due', runAt: at - 1 });
    const all =
      `created_by=admin&label=!x&worker=!x&tag=d*&allow_wildcards=1&job_kinds=script&trigger_kind=webhook
      &trigger_path=!x&script_path_exact=f/a/b&script_path_start=f/&script_hash=${task.hash.slice(0, 16)}
      &created_after=2000-01-01T00:00:00Z&created_before=2999-01-01T00:00:00Z&args={}&has_null_parent=true
      &is_not_schedule=true&broad_filter=A/B&suspended=false`.replace(/\s/g, '');
    const lists = new JobLists();

    expect(await lists.ids(database, wanted('any', all))).toEqual([queued, young, old]);
    expect(await lists.ids(database, wanted('any', `${all}&order_desc=0`))).toEqual([
      ...[old, young, queued],
    ]);
    expect(
      await lists.ids(database, wanted('any', `${all}&running=0&scheduled_for_before_now=1`)),
    ).toEqual([queued]);
    expect(
      await lists.ids(database, wanted('any', `${all}&success=1&resolved=0&result=null`)),
    ).toEqual([young, old]);
    expect(await lists.ids(database, wanted('any', 'running=1&success=1'))).toEqual([]);
    expect(await countOfJobs(database, wanted('completed', all))).toBe(2);
  });

  it('are looked for in their payloads in more than one read', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(700_000) });
    const ids: Id[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift(await given({ at: at + n, data: large }));
    await given({ at: at + 9, data: '{"a":"x"}' });
    const query = new URLSearchParams({ args: large, per_page: '2' });
    const page = (number: string) => {
      query.set('page', number);
      return new JobLists().ids(database, wanted('any', query.toString()));
    };

    expect(await page('1')).toEqual(ids.slice(0, 2));
    expect(await page('2')).toEqual(ids.slice(2));
  });
});
