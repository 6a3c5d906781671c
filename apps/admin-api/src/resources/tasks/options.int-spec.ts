import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const post = (body: object) => api.ask('POST', 'tasks', { body: { name: 'Options', ...body } });

describe('the options of a task', () => {
  it('are a form in the order of their first mention', async () => {
    const { status, body } = await post({
      script:
        '{% comment %}{{ options.days__range_min1_max30_step7 }}{% endcomment %}{{ options.to__email_array }}{{ options.mode__choice_o1_fast_o2_slow }}',
      subscriptions_template: 'user/a/b+{{ options.delay__number }}.minutes',
      options: { delay__number: 5 },
    });

    expect(status).toBe(201);
    expect(body.form.map(({ key, type, label }: Loose) => [key, type, label])).toEqual([
      ['days__range_min1_max30_step7', 'range', 'Days'],
      ['to__email_array', 'array', 'To'],
      ['mode__choice_o1_fast_o2_slow', 'choice', 'Mode'],
      ['delay__number', 'number', 'Delay'],
    ]);
    expect(body.form[0]).toMatchObject({ name: 'days', min: 1, max: 30, step: 7, required: false });
    expect(body.form[1]).toMatchObject({ element: 'text', email: true });
    expect(body.form[2]).toMatchObject({ choices: ['fast', 'slow'] });
    expect([body.subscriptions, body.warnings, body.needs_configuration]).toEqual([
      ['user/a/b+5.minutes'],
      [],
      [],
    ]);
  });

  it('are part of the task in every answer', async () => {
    const { body: made } = await post({ script: '{{ options.a__required }}', enabled: false });
    const { body: read } = await api.ask('GET', `tasks/${made.id}`);
    const { body: list } = await api.ask('GET', 'tasks');

    expect(read).toMatchObject({ form: made.form, needs_configuration: ['a__required'] });
    expect(list.data[0].form).toEqual(made.form);
  });

  it.each([
    ['x__number_date', {}],
    ['x__select', {}],
    ['x__secret_userform', {}],
    ['x__number_required', { enabled: false, key: 'x__array_keyval' }],
  ])('are refused for the key %s', async (key, more: { enabled?: boolean; key?: string }) => {
    const { status, body } = await post({
      script: `{{ options.${more.key ?? key} }}`,
      ...(more.enabled === false && { enabled: false }),
    });

    expect([status, body.errors[0].path]).toEqual([422, `options.${more.key ?? key}`]);
  });

  it('are refused while the task is enabled and they are missing or wrong', async () => {
    const script = '{% log options.a__required, options.b__number %}';
    const options = { b__number: 'many' };

    const enabled = await post({ script, options });
    const disabled = await post({ script, options, enabled: false });
    const enabling = await api.ask('PATCH', `tasks/${disabled.body.id}`, {
      body: { enabled: true },
    });
    const mended = await api.ask('PATCH', `tasks/${disabled.body.id}`, {
      body: { enabled: true, options: { a__required: 'x', b__number: '7' } },
    });
    const broken = await api.ask('PATCH', `tasks/${disabled.body.id}`, { body: { options: {} } });

    const paths = ['options.a__required', 'options.b__number'];
    expect([enabled.status, enabled.body.errors.map(({ path }: Loose) => path)]).toEqual([
      422,
      paths,
    ]);
    expect(disabled.body.warnings.map(({ path }: Loose) => path)).toEqual(paths);
    expect(disabled.body.needs_configuration).toEqual(['a__required']);
    expect([enabling.status, enabling.body.errors.length]).toEqual([422, 2]);
    expect(mended.body).toMatchObject({ enabled: true, options: { b__number: 7 }, warnings: [] });
    expect([broken.status, broken.body.errors[0].path]).toEqual([422, 'options.a__required']);
  });

  it('keep what nothing refers to', async () => {
    const { body } = await post({
      script: '{% log options.a %}',
      options: { a: 'x', old__number: 'y', older: '{{ no Liquid' },
    });

    expect(body.options).toEqual({ a: 'x', old__number: 'y', older: '{{ no Liquid' });
    expect(body.warnings).toEqual([]);
  });

  it('warn about flags that mean nothing', async () => {
    const { status, body } = await post({ script: '{{ options.a__shiny }}' });

    expect(status).toBe(201);
    expect(body.warnings).toEqual([
      { path: 'options.a__shiny', message: expect.stringContaining('shiny') },
    ]);
  });

  it('are refused when their Liquid does not parse, also inside arrays', async () => {
    const { status, body } = await post({
      script: '{{ options.a__array }}',
      options: { a__array: ['fine', 'x\n{% if %}'] },
      enabled: false,
    });

    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({ path: 'options.a__array', line: 2 });
  });

  it('may have names of prototypes', async () => {
    const { status, body } = await api.ask('POST', 'tasks', {
      body: '{"name":"x","script":"{{ options.constructor }}{{ options.h__keyval }}","options":{"constructor":"c","h__keyval":{"__proto__":"p"}}}',
    });

    expect(status).toBe(201);
    expect(body.form[0]).toMatchObject({ key: 'constructor', label: 'Constructor' });
  });
});

describe('a run by hand with a form', () => {
  const script =
    '{{ options.to__email_userform_required }}{{ options.count__number_userform }}{{ options.setup }}';

  it('has its values checked and converted', async () => {
    const { body: task } = await post({
      name: 'Form',
      script,
      subscriptions: ['mechanic/user/form'],
      options: { to__email_userform_required: 'a@b.example' },
    });
    const run = (data: unknown) => api.ask('POST', `tasks/${task.id}/run`, { body: { data } });

    const refused = await run({ count: 'x' });
    const { status, body } = await run({ to: 'c@d.example', count: '2' });
    const event = await api.ask('GET', `events/${body.event_id}`);

    expect([refused.status, refused.body.errors.map(({ path }: Loose) => path)]).toEqual([
      422,
      ['data.to', 'data.count'],
    ]);
    expect(status).toBe(201);
    expect(event.body).toMatchObject({
      topic: 'mechanic/user/form',
      data: { to: 'c@d.example', count: 2 },
    });
  });

  it.each([
    [['mechanic/user/text'], 'words', 'mechanic/user/text'],
    [['mechanic/user/text'], { a: 1 }, 'mechanic/user/trigger'],
    [['mechanic/user/form', 'mechanic/user/text'], { a: 1 }, 'mechanic/user/form'],
    [['mechanic/user/form'], 'words', 'mechanic/user/trigger'],
    [['mechanic/user/form'], undefined, 'mechanic/user/trigger'],
    [[], { a: 1 }, 'mechanic/user/trigger'],
  ])('subscribed to %j, with %j, is a %s', async (subscriptions, data, topic) => {
    const { body: task } = await post({ name: 'Topic', subscriptions });
    const { body } = await api.ask('POST', `tasks/${task.id}/run`, { body: { data } });
    const event = await api.ask('GET', `events/${body.event_id}`);

    expect(event.body).toMatchObject({ topic, data: data ?? null });
  });
});
