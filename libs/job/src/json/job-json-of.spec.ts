import { describe, expect, it } from '@jest/globals';
import { stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { jobJsonOf } from './job-json-of.ts';
import type { JobJsonOptions } from './job-json-of.ts';
import type { JobRow } from './job-row.ts';
import { argsOf } from './sized-json.ts';

const options: JobJsonOptions = { publicHost: 'hooks.example' };
const START = Date.UTC(2026, 0, 5, 12);
const at = (seconds: number): Date => new Date(START + seconds * 1_000);
const iso = (seconds: number): string => at(seconds).toISOString();

const row = (more: Partial<JobRow> = {}): JobRow => ({
  id: '0192f3a0-0000-4000-8000-000000000001',
  workspace: 'main',
  state: 'due',
  caller: { owner: 'admin', label: null },
  source: 'trigger',
  eventId: '0192f3a0-0000-7000-8000-000000000002',
  taskId: '0192f3a0-0000-7000-8000-000000000003',
  taskPath: 'f/sales/new',
  taskHash: '0123456789abcdef',
  code: '{% result 1 %}',
  createdAt: at(0),
  runAt: at(1),
  startedAt: null,
  completedAt: null,
  attempts: 0,
  cancellation: null,
  args: '{"a":1.0}',
  result: null,
  logs: null,
  isVisibleToOwner: true,
  tag: 'default',
  parentJob: null,
  schedulePath: null,
  labels: [],
  isPreprocessed: false,
  worker: null,
  resolution: null,
  isErased: false,
  ...more,
});

const done: Partial<JobRow> = {
  state: 'succeeded',
  startedAt: at(3),
  completedAt: at(5),
  attempts: 1,
  result: '{"n":7}',
};

/** Everything that may be left out, with a value. */
const full: Partial<JobRow> = {
  startedAt: at(3),
  attempts: 2,
  cancellation: { by: 'admin', reason: 'too slow' },
  logs: 'one\ntwo',
  parentJob: '0192f3a0-0000-7000-8000-000000000009',
  schedulePath: 'millwright/scheduler/hourly',
  labels: ['a', 'b'],
  isPreprocessed: true,
  worker: 'runner-1',
  resolution: { at: at(9), by: 'admin', note: 'known' },
};

type Shown = Record<string, unknown>;

const shown = (more: Partial<JobRow> = {}, given: Partial<JobJsonOptions> = {}): Shown =>
  JSON.parse(stringifyJson(jobJsonOf(row(more), { ...options, ...given }))) as Shown;

const always = [
  ...['type', 'id', 'workspace_id', 'created_by', 'permissioned_as', 'email', 'created_at'],
  ...['canceled', 'script_path', 'script_hash', 'args', 'job_kind', 'is_flow_step'],
  ...['visible_to_owner', 'tag', 'event_id', 'task_id'],
];
const alwaysQueued = [...always, 'scheduled_for', 'running'];
const alwaysCompleted = [
  ...[...always, 'started_at', 'completed_at', 'duration_ms', 'success', 'result'],
  ...['is_skipped', 'self_wait_time_ms'],
];
const sometimes = [
  ...['canceled_by', 'canceled_reason', 'logs', 'raw_code', 'parent_job', 'schedule_path'],
  ...['trigger_kind', 'preprocessed', 'is_retry', 'worker'],
];
const resolution = ['resolved', 'resolved_at', 'resolution_note', 'resolved_by'];
const sometimesQueued = [...sometimes, 'started_at'];
const sometimesCompleted = [...sometimes, 'labels', ...resolution, 'deleted'];

describe('a job that waits', () => {
  it('has these fields and no others', () => {
    expect(shown()).toEqual({
      type: 'QueuedJob',
      id: '0192f3a0-0000-4000-8000-000000000001',
      workspace_id: 'main',
      created_by: 'admin',
      permissioned_as: 'u/admin',
      email: 'admin@hooks.example',
      created_at: iso(0),
      scheduled_for: iso(1),
      running: false,
      canceled: false,
      script_path: 'f/sales/new',
      script_hash: '0123456789abcdef',
      args: { a: 1 },
      raw_code: '{% result 1 %}',
      job_kind: 'script',
      is_flow_step: false,
      visible_to_owner: true,
      tag: 'default',
      trigger_kind: 'webhook',
      event_id: '0192f3a0-0000-7000-8000-000000000002',
      task_id: '0192f3a0-0000-7000-8000-000000000003',
    });
  });

  it('has these when they have values', () => {
    expect(Object.keys(shown({ ...full, state: 'started' })).sort()).toEqual(
      [...alwaysQueued, ...sometimesQueued].sort(),
    );
  });

  it.each(['unscheduled', 'scheduled', 'due', 'started'] as const)('may be %s', (state) => {
    expect(shown({ state })).toMatchObject({ type: 'QueuedJob', running: state === 'started' });
  });

  it('tells the start of the first attempt while it waits for another', () => {
    expect(shown({ startedAt: at(3), attempts: 2 })).toMatchObject({
      running: false,
      started_at: iso(3),
      is_retry: true,
    });
  });

  it('is cancelled when that was asked for', () => {
    expect(shown({ state: 'started', cancellation: { by: 'admin', reason: null } })).toMatchObject({
      type: 'QueuedJob',
      canceled: true,
      canceled_by: 'admin',
    });
  });
});

describe('a job that is over', () => {
  it('has these fields and no others', () => {
    expect(shown(done)).toEqual({
      type: 'CompletedJob',
      id: '0192f3a0-0000-4000-8000-000000000001',
      workspace_id: 'main',
      created_by: 'admin',
      permissioned_as: 'u/admin',
      email: 'admin@hooks.example',
      created_at: iso(0),
      started_at: iso(3),
      completed_at: iso(5),
      duration_ms: 2_000,
      success: true,
      canceled: false,
      script_path: 'f/sales/new',
      script_hash: '0123456789abcdef',
      args: { a: 1 },
      raw_code: '{% result 1 %}',
      job_kind: 'script',
      is_flow_step: false,
      result: { n: 7 },
      is_skipped: false,
      visible_to_owner: true,
      tag: 'default',
      trigger_kind: 'webhook',
      event_id: '0192f3a0-0000-7000-8000-000000000002',
      task_id: '0192f3a0-0000-7000-8000-000000000003',
      self_wait_time_ms: 2_000,
    });
  });

  it('has these when they have values', () => {
    const everything = shown({ ...full, state: 'cancelled', completedAt: at(5), isErased: true });

    expect(Object.keys(everything).sort()).toEqual(
      [...alwaysCompleted, ...sometimesCompleted].sort(),
    );
    expect(everything).toMatchObject({
      canceled_by: 'admin',
      canceled_reason: 'too slow',
      parent_job: '0192f3a0-0000-7000-8000-000000000009',
      schedule_path: 'millwright/scheduler/hourly',
      labels: ['a', 'b'],
      preprocessed: true,
      is_retry: true,
      worker: 'runner-1',
      resolved: true,
      resolved_at: iso(9),
      resolution_note: 'known',
      resolved_by: 'admin',
    });
  });

  it.each([
    ['succeeded', true, false],
    ['failed', false, false],
    ['cancelled', false, true],
  ] as const)('and %s has success %s, canceled %s', (state, success, canceled) => {
    expect(shown({ ...done, state })).toMatchObject({ success, canceled });
  });

  it('is not cancelled when it succeeded before its cancelling was heard', () => {
    const job = shown({ ...done, cancellation: { by: 'admin', reason: 'late' } });

    expect(job).toMatchObject({ success: true, canceled: false });
    expect(job).not.toHaveProperty('canceled_by');
  });

  it('started when it ended, in no time, if it was cancelled before', () => {
    expect(shown({ state: 'cancelled', completedAt: at(5) })).toMatchObject({
      started_at: iso(5),
      completed_at: iso(5),
      duration_ms: 0,
      self_wait_time_ms: 4_000,
    });
  });

  it('has no times below zero', () => {
    const odd = { ...done, runAt: at(9), startedAt: at(5), completedAt: at(4) };

    expect(shown(odd)).toMatchObject({ duration_ms: 0, self_wait_time_ms: 0 });
    expect(shown({ state: 'cancelled', completedAt: at(0) })).toMatchObject({
      self_wait_time_ms: 0,
    });
  });

  it('shows nothing any more of what was erased', () => {
    const job = shown({ ...done, logs: 'secret', isErased: true });

    expect(job).toMatchObject({ args: {}, result: {}, logs: '##DELETED##', deleted: true });
  });
});

describe('who made a job', () => {
  it.each([
    [{ owner: 'admin', label: 'webhook-f/a/b' }, 'webhook-f/a/b', 'admin', 'admin@hooks.example'],
    [{ owner: 'admin', label: 'my webhook-f' }, 'admin', 'admin', 'admin@hooks.example'],
    [{ owner: 'a@b.example', label: null }, 'a@b.example', 'a@b.example', 'a@b.example'],
    [{ owner: 'a b@c', label: null }, 'a b@c', 'a b@c', 'a b@c@hooks.example'],
  ])('is read off its token %j', (caller, createdBy, owner, email) => {
    expect(shown({ caller })).toMatchObject({
      created_by: createdBy,
      permissioned_as: `u/${owner}`,
      email,
    });
  });

  it.each([
    ['trigger', 'webhook'],
    ['webhook', 'http'],
    ['scheduler', 'schedule'],
    ['email', 'email'],
    ['user', 'ui'],
    ['api', 'ui'],
    ['task', undefined],
    ['system', undefined],
    ['replay', undefined],
    ['constructor', undefined],
  ])('is the source %s, of kind %s, when nobody called it', (source, kind) => {
    const job = shown({ caller: null, source });

    expect(job).toMatchObject({ created_by: source, permissioned_as: `u/${source}` });
    expect(job['trigger_kind']).toBe(kind);
  });
});

describe('what a job shows of its payloads', () => {
  const text = (length: number): string => JSON.stringify('é'.repeat((length - 2) / 2));

  it.each([
    ['{"a":1.0,"a":12345678901234567890}', '{"a":1.0,"a":12345678901234567890}'],
    [' \n{"a":1}', ' \n{"a":1}'],
    ['[1.0]', '{"body":[1.0]}'],
    ['"{"', '{"body":"{"}'],
    ['null', '{"body":null}'],
    ['1e400', '{"body":1e400}'],
  ])('is every digit of the args: %s', (data, args) => {
    expect(argsOf(data).text).toBe(args);
    expect(stringifyJson(jobJsonOf(row({ args: data }), options))).toContain(`"args":${args},`);
  });

  it('is every digit of the result, and null where there is none', () => {
    const result = '{"n":1.0,"big":12345678901234567890}';

    expect(stringifyJson(jobJsonOf(row({ ...done, result }), options))).toContain(
      `"result":${result},`,
    );
    expect(shown({ ...done, result: null })['result']).toBeNull();
  });

  it.each([
    [40_000, 90_000, false],
    [2_000, 2_000, true],
  ])('is at most %d bytes of args and %d of the result: listed %s', (args, result, isListed) => {
    const fits = shown({ ...done, args: text(args), result: text(result) }, { isListed });
    const over = { args: text(args + 2), result: text(result + 2) };

    expect(fits['args']).toEqual({ body: JSON.parse(text(args)) as string });
    expect(fits['result']).toBe(JSON.parse(text(result)));
    expect(shown({ ...done, ...over }, { isListed })).toMatchObject({
      args: { reason: 'WINDMILL_TOO_BIG' },
      result: 'WINDMILL_TOO_BIG',
    });
  });

  it('leaves out logs and code where they are not wanted, and in lists', () => {
    const logs = 'line';

    expect(shown({ logs })).toMatchObject({ logs, raw_code: '{% result 1 %}' });
    expect(shown({ logs }, { noLogs: true })).not.toHaveProperty('logs');
    expect(shown({ logs }, { noLogs: true })).toHaveProperty('raw_code');
    expect(shown({ logs }, { noCode: true })).not.toHaveProperty('raw_code');
    for (const isErased of [true, false]) {
      const listed = Object.keys(shown({ logs, isErased }, { isListed: true }));
      expect(listed).not.toEqual(expect.arrayContaining(['logs']));
      expect(listed).not.toEqual(expect.arrayContaining(['raw_code']));
    }
    expect(shown({ logs: '' })).not.toHaveProperty('logs');
  });
});

describe('for any run', () => {
  const time = fc.date({ noInvalidDate: true, min: at(0), max: at(1e6) });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.option(arbitrary, { nil: null });
  const final = fc.record({
    state: fc.constantFrom<JobRow['state']>('succeeded', 'failed', 'cancelled'),
    completedAt: time,
    result: maybe(fc.json()),
  });
  const open = fc.record({
    state: fc.constantFrom<JobRow['state']>('unscheduled', 'scheduled', 'due', 'started'),
  });
  const text = fc.string({ unit: 'binary' });
  const anyRow = fc
    .record({
      caller: maybe(fc.record({ owner: text, label: maybe(text) })),
      source: text,
      startedAt: maybe(time),
      attempts: fc.nat(3),
      cancellation: maybe(fc.record({ by: text, reason: maybe(text) })),
      args: fc.json(),
      logs: maybe(text),
      schedulePath: maybe(text),
      labels: fc.array(text),
      isPreprocessed: fc.boolean(),
      worker: maybe(text),
      resolution: maybe(fc.record({ at: time, by: maybe(text), note: maybe(text) })),
      isErased: fc.boolean(),
    })
    .chain((facts) => fc.oneof(final, open).map((ending) => row({ ...facts, ...ending })));

  it('every field is there that must be, none that may not, and only the result may be null', () => {
    fc.assert(
      fc.property(anyRow, fc.boolean(), (facts, isListed) => {
        const job = JSON.parse(stringifyJson(jobJsonOf(facts, { ...options, isListed }))) as Shown;
        const isQueued = job['type'] === 'QueuedJob';
        const must = isQueued ? alwaysQueued : alwaysCompleted;
        const may = isQueued ? sometimesQueued : sometimesCompleted;
        const names = Object.keys(job);

        expect(isQueued).toBe(facts.completedAt === null);
        expect(names).toEqual(expect.arrayContaining(must));
        expect([...must, ...may]).toEqual(expect.arrayContaining(names));
        expect(names.filter((name) => job[name] === null && name !== 'result')).toEqual([]);
        expect(job['args']).toBeInstanceOf(Object);
      }),
    );
  });
});
