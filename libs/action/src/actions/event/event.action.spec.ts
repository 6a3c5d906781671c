import { childIdAt, newId, RawJson } from '@millwright/kernel';
import type { TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import type { RecordedEvents } from '../../testing/recorded-events.ts';
import { event } from './event.action.ts';

actionConformance(event, {
  open: async () => ({ context: contextOf() }),
  valid: () => [
    '{"topic":"user/order/ready"}',
    '{"topic":"user/a/b","data":[1.0],"run_at":"1767225600"}',
  ],
  refused: [
    { options: '{}', path: 'options.topic' },
    { options: '[]', path: 'options' },
    { options: '{"topic":"shopify/order/paid"}', path: 'options.topic' },
    { options: '{"topic":"user/order"}', path: 'options.topic' },
    { options: '{"topic":7}', path: 'options.topic' },
    { options: `{"topic":"user/a/${'b'.repeat(200)}"}`, path: 'options.topic' },
    { options: '{"topic":"user/a/b","run_at":"soon"}', path: 'options.run_at' },
    { options: '{"topic":"user/a/b","run_at":1.5}', path: 'options.run_at' },
    { options: '{"topic":"user/a/b","run_at":true}', path: 'options.run_at' },
    { options: '{"topic":"user/a/b","task_id":"x"}', path: 'options.task_id' },
    { options: '{"topic":"user/a/b","task_ids":"x"}', path: 'options.task_ids' },
    { options: '{"topic":"user/a/b","task_ids":["x"]}', path: 'options.task_ids[0]' },
    {
      options: `{"topic":"user/a/b","task_id":"${newId()}","task_ids":[]}`,
      path: 'options.task_ids',
    },
  ],
});

const events = (context: TransactionContext): RecordedEvents => context.events as RecordedEvents;
const perform = (context: TransactionContext, options: unknown) =>
  performAction('event', typeof options === 'string' ? options : JSON.stringify(options), context);

describe('an event made by a task', () => {
  it('is a child of the event whose run rendered it, its data exact', async () => {
    const context = contextOf();

    const outcome = await perform(
      context,
      '{"topic":"user/a/b","data":{"b":1.0,"1":10000000000000000001}}',
    );

    const id = childIdAt(context.startedAtMs, context.actionRunId, 'event/0');
    const runAt = new Date(context.startedAtMs);
    expect(events(context).inserted).toEqual([
      {
        id,
        workspaceId: context.workspaceId,
        topic: 'user/a/b',
        data: new RawJson('{"b":1.0,"1":10000000000000000001}'),
        parentId: context.eventId,
        taskIds: null,
        runAt,
      },
    ]);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && JSON.parse(outcome.result)).toEqual({
      event_id: id,
      topic: 'user/a/b',
      run_at: runAt.toISOString(),
    });
  });

  it('is one, however often its action run is performed', async () => {
    const context = contextOf();

    await perform(context, { topic: 'user/a/b' });
    context.clock.now();
    await perform(context, { topic: 'user/a/b' });

    expect(events(context).inserted).toHaveLength(1);
    expect(events(context).inserted[0]!.data.text).toBe('null');
  });

  it('is another one after a manual retry', async () => {
    const context = contextOf();

    await perform(context, { topic: 'user/a/b' });
    await perform({ ...context, round: 1 }, { topic: 'user/a/b' });

    expect(events(context).inserted).toHaveLength(2);
  });

  it('is performed at its time, or at once when that is past', async () => {
    const context = contextOf();
    const later = context.startedAtMs + 3_600_000;

    await perform(context, { topic: 'user/a/b', run_at: later / 1_000 });
    await perform({ ...context, round: 1 }, { topic: 'user/a/b', run_at: '2001-01-01' });

    expect(events(context).inserted.map(({ runAt }) => runAt.getTime())).toEqual([
      later,
      context.startedAtMs,
    ]);
  });

  it.each([
    ['2026-01-06 09:00', '2026-01-06T14:00:00.000Z'],
    ['2026-01-06T09:00:00Z', '2026-01-06T09:00:00.000Z'],
    ['Jan 10 2026 3pm', '2026-01-10T20:00:00.000Z'],
    ['2026/01/31', '2026-01-31T05:00:00.000Z'],
    ['now + 5 days', '2026-01-10T12:00:00.000Z'],
    ['now', '2026-01-05T12:00:00.000Z'],
    ['1767700000', '2026-01-06T11:46:40.000Z'],
    ['-1', '2026-01-05T12:00:00.000Z'],
  ])(
    'is performed when the date filter says that %j is, in the zone of its Workspace',
    async (text, time) => {
      const context = contextOf();
      events(context).zone = 'America/New_York';

      const outcome = await perform(context, { topic: 'user/a/b', run_at: text });

      expect(outcome).toMatchObject({ ok: true });
      expect(events(context).inserted[0]!.runAt.toISOString()).toBe(time);
    },
  );

  it.each([
    '2026-02-29',
    'now + 1 day + 1 day',
    'now + 9999999 years',
    '',
    '9999-12-31T23:59:59-01:00',
  ])('is not made for %j, which is no time', async (text) => {
    const outcome = await perform(contextOf(), { topic: 'user/a/b', run_at: text });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'invalid_options' } });
    expect(!outcome.ok && outcome.error.message).toContain('options.run_at: ');
  });

  it('may name the tasks that respond, each once', async () => {
    const context = contextOf();
    const [one, two] = [newId(), newId()];
    events(context).subscribed.set(one, true).set(two, true);

    await perform(context, { topic: 'user/a/b', task_ids: [one, two, one.toUpperCase()] });
    await perform({ ...context, round: 1 }, { topic: 'user/a/b', task_id: one });

    expect(events(context).inserted.map(({ taskIds }) => taskIds)).toEqual([[one, two], [one]]);
  });

  it('is refused for tasks that do not exist or do not subscribe, naming them', async () => {
    const context = contextOf();
    const [deaf, missing] = [newId(), newId()];
    events(context).subscribed.set(deaf, false);

    const outcome = await perform(context, { topic: 'user/a/b', task_ids: [deaf, missing] });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'invalid_options' } });
    expect(!outcome.ok && outcome.error.message).toBe(
      `options.task_ids: the task ${deaf} does not subscribe to user/a/b; ` +
        `options.task_ids: there is no task ${missing} in this Workspace`,
    );
    expect(events(context).inserted).toEqual([]);
  });

  it('holds at most as much data as its Workspace allows, and says what to raise', async () => {
    const context = contextOf();
    events(context).dataLimitBytes = 100;

    const fits = await perform(context, { topic: 'user/a/b', data: 'x'.repeat(98) });
    const tooMuch = await perform(
      { ...context, round: 1 },
      { topic: 'user/a/b', data: `${'x'.repeat(97)}é` },
    );

    expect(fits.ok).toBe(true);
    expect(tooMuch).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
    expect(!tooMuch.ok && tooMuch.error.message).toBe(
      'options.data: is 101 bytes of JSON; events of this Workspace may have 100 (setting max_event_data_bytes)',
    );
    expect(events(context).inserted).toHaveLength(1);
  });
});
