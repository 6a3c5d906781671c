import { newId } from '@millwright/kernel';
import { openAdminApi, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const bulk = (body: unknown) => api.ask('POST', 'runs/bulk', { body });

describe('bulk work on runs', () => {
  it('begins in the background, can be read, and is in the audit log', async () => {
    const { status, body } = await bulk({ action: 'retry', filter: { status: 'failed' } });

    expect(status).toBe(202);
    expect(body).toMatchObject({
      action: 'retry',
      filter: { status: 'failed' },
      status: 'running',
      done: 0,
    });
    const read = await api.ask('GET', `runs/bulk/${body.id}`);
    expect(read).toMatchObject({ status: 200, body });
    const log = await api.ask('GET', 'audit-log?action=bulk_retry');
    expect(log.body.data[0]).toMatchObject({
      resource: 'runs',
      resource_id: body.id,
      changes: { filter: { status: 'failed' } },
    });
  });

  it('only counts in a dry run', async () => {
    const request = { action: 'purge', filter: { topic: 'user/a/b' }, dry_run: true };

    expect(await bulk(request)).toMatchObject({ status: 202, body: { count: 0 } });
  });

  it.each([
    ['no field at all', {}],
    ['a field that is not known', { colour: 'red' }],
    ['a state that there is not', { status: 'broken' }],
    ['what no run can fit', { kind: 'event', action_type: 'http' }],
  ])('is refused with %s', async (_what, filter) => {
    const { status, body } = await bulk({ action: 'cancel', filter });

    expect([status, body.code]).toEqual([422, 'invalid']);
    expect(body.errors[0].path).toMatch(/^filter/);
  });

  it('of another id is not there', async () => {
    expect((await api.ask('GET', `runs/bulk/${newId()}`)).status).toBe(404);
  });
});

describe('the run of an event', () => {
  it('can be started again once it was cancelled, and not before', async () => {
    const run_at = new Date(Date.now() + 3_600_000).toISOString();
    const { body: event } = await api.ask('POST', 'events', {
      body: { topic: 'user/a/b', data: 1, run_at },
    });
    expect(event.run).toMatchObject({ status: 'scheduled', run_at });
    const early = await api.ask('POST', `events/${event.id}/retry`);
    expect([early.status, early.body.code]).toEqual([409, 'not_retryable']);

    const cancelled = await api.ask('POST', `events/${event.id}/cancel`);
    expect(cancelled.body).toEqual({ id: event.id, cancelled: 1 });
    const again = await api.ask('POST', `events/${event.id}/retry`);

    expect([again.status, again.body.run.status]).toEqual([200, 'due']);
    expect((await api.ask('POST', `events/${newId()}/retry`)).status).toBe(404);
  });
});
