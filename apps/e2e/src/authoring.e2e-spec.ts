import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

/** JSON of which a test says what it expects. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

describe('authoring a task', () => {
  let system: System;
  let mill: Mill;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
  });
  afterAll(() => system?.stop());

  const greeting = (topic: string) => ({
    name: `Greeting on ${topic}`,
    subscriptions_template: `${topic}\nmechanic/user/form`,
    script:
      '{% if options.greeting__required == blank %}{% error "Say something" %}{% endif %}{% action "echo", text: options.greeting__required, to: input.to, times: options.times__number %}',
    preview_event_definitions: [
      {
        description: 'somebody came',
        event_attributes: { topic, data: { name: 'Ada' } },
        expect: { actions: [{ type: 'echo', options: { text: 'Hi Ada', times: 2 } }] },
      },
    ],
  });
  const options = {
    greeting__required: 'Hi {{ event.data.name }}',
    times__number: '{{ 1 | plus: 1 }}',
  };

  it('starts with a form, refuses what is missing, and runs with what was filled in', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);

    const refused = await mill.api.send<Loose>('POST', '/tasks', greeting(topic));
    const task = await mill.api.write<Loose>('POST', '/tasks', { ...greeting(topic), options });
    const event = await mill.finished(await mill.postJson(path, '{"name":"Bob"}'));

    expect([refused.status, refused.body.errors[0].path]).toEqual([
      422,
      'options.greeting__required',
    ]);
    expect(task.form).toMatchObject([
      { key: 'greeting__required', label: 'Greeting', type: 'text', required: true },
      { key: 'times__number', label: 'Times', type: 'number', required: false },
    ]);
    expect(event.task_runs[0]!.action_runs[0]!.result).toEqual({
      text: 'Hi Bob',
      to: null,
      times: 2,
    });
  });

  it('is checked by its previews, before and when it is saved', async () => {
    const topic = mill.topic();
    const task = { ...greeting(topic), subscriptions_template: topic };

    const good = await mill.api.write<Loose>('POST', '/tasks/preview', { ...task, options });
    const bad = await mill.api.write<Loose>('POST', '/tasks/preview', {
      ...task,
      options: { ...options, greeting__required: 'Bye' },
    });
    const unsaved = await mill.api.send<Loose>('POST', '/tasks?check_preview=true', {
      ...task,
      options: { ...options, greeting__required: 'Bye' },
    });

    expect(good).toMatchObject({ ok: true, events: [{ topic, expectations: [{ ok: true }] }] });
    expect(bad.events[0].expectations).toEqual([
      { ok: false, message: 'actions.0.options.text: expected "Hi Ada", found "Bye"' },
    ]);
    expect([unsaved.status, unsaved.body.code]).toEqual([422, 'preview_failed']);
  });

  it('moves tasks between systems as documents, unchanged', async () => {
    const topic = mill.topic();
    const task = await mill.api.write<Loose>('POST', '/tasks', { ...greeting(topic), options });

    const document = await mill.api.get<Loose>(`/tasks/${task.id}/export`);
    const copies = await mill.api.write<Loose>('POST', '/tasks/import?enabled=false', [
      document,
      { ...document, name: `Unfinished ${topic}`, options: {}, vendor: 'kept' },
    ]);
    const over = await mill.api.write<Loose>('POST', '/tasks/import?overwrite=true', {
      ...document,
      name: `Unfinished ${topic}`,
    });

    expect(copies.data).toMatchObject([
      { hash: task.hash, created: true, enabled: false, needs_configuration: [] },
      { enabled: false, needs_configuration: ['greeting__required'] },
    ]);
    expect(copies.data[1].warnings).toMatchObject([{ path: 'vendor' }, { path: 'path' }]);
    expect(over.data).toMatchObject([{ id: copies.data[1].id, version: 2, created: false }]);
  });

  it('shows what changed, and takes it back for the next run', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const id = await mill.task(topic, '{% action "echo", "first" %}');
    await mill.api.write('PATCH', `/tasks/${id}`, { script: '{% action "echo", "second" %}' });

    const diff = await mill.api.get<Loose>(`/tasks/${id}/versions/1/diff?to=2`);
    const restored = await mill.api.write<Loose>('POST', `/tasks/${id}/versions/1/restore`);
    const event = await mill.finished(await mill.postJson(path, '{}'));

    expect(diff.changes).toMatchObject([
      {
        field: 'script',
        lines: expect.arrayContaining([
          '-{% action "echo", "first" %}',
          '+{% action "echo", "second" %}',
        ]) as string[],
      },
    ]);
    expect(restored.version).toBe(3);
    expect(event.task_runs[0]!.action_runs[0]!.result).toBe('first');
  });

  it('runs a task by the form that its options make', async () => {
    const task = await mill.api.write<Loose>('POST', '/tasks', {
      name: `Form ${mill.topic()}`,
      subscriptions: ['mechanic/user/form'],
      script:
        '{% action "echo", to: input.to, amount: event.data.amount, stored: options.amount__number_userform %}{% log options.to__email_userform_required %}',
      options: { to__email_userform_required: 'owner@example.com', amount__number_userform: 1 },
    });
    const run = (data: unknown) => mill.api.send<Loose>('POST', `/tasks/${task.id}/run`, { data });

    const refused = await run({ to: 'nobody', amount: 'many' });
    const accepted = await run({ to: 'ada@example.com', amount: '2.5' });
    const event = await mill.finishedEvent(accepted.body.event_id);
    await mill.api.write('PATCH', `/tasks/${task.id}`, { enabled: false });
    const disabled = await run({ to: 'ada@example.com' });

    expect([refused.status, refused.body.errors.map(({ path }: Loose) => path)]).toEqual([
      422,
      ['data.amount', 'data.to'],
    ]);
    expect(event.task_runs[0]!.action_runs[0]!.result).toEqual({
      to: 'ada@example.com',
      amount: 2.5,
      stored: 1,
    });
    expect([disabled.status, disabled.body.code]).toEqual([409, 'task_disabled']);
  });
});
