import { newId, type Id } from '@millwright/kernel';
import { OutboxStore } from '@millwright/mail';
import { openAdminApi, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

describe('email templates', () => {
  it('are made, listed by name, changed and deleted', async () => {
    const made = await api.ask('POST', 'email-templates', {
      body: { name: 'order', body: '<b>{{ body }}</b>' },
    });
    await api.ask('POST', 'email-templates', { body: { name: 'default', body: '{{ body }}' } });
    const listed = await api.ask('GET', 'email-templates?limit=1');
    const next = await api.ask('GET', `email-templates?cursor=${listed.body.next_cursor}`);
    const changed = await api.ask('PATCH', `email-templates/${made.body.id}`, {
      body: { name: 'orders' },
    });
    const deleted = await api.ask('DELETE', `email-templates/${made.body.id}`);

    expect([made.status, made.body]).toMatchObject([201, { name: 'order' }]);
    expect(listed.body.data).toMatchObject([{ name: 'default' }]);
    expect(next.body).toMatchObject({ data: [{ name: 'order' }], next_cursor: null });
    expect(changed.body).toMatchObject({ name: 'orders', body: '<b>{{ body }}</b>' });
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', `email-templates/${made.body.id}`)).status).toBe(404);
  });

  it.each([
    ['{% if a %}', /not closed/],
    ['a\n  {% action "echo", 1 %}', /"action" not found/],
    ['{% if a %}{% log 1 %}{% endif %}', /"log" not found/],
    ['{% liquid\n  result 1\n%}', /"result" not found/],
    ['{{ a | nope }}', /nope/],
  ])('are refused with the place of the fault: %s', async (body, message) => {
    const { status, body: problem } = await api.ask('POST', 'email-templates', {
      body: { name: 'bad', body },
    });

    expect(status).toBe(422);
    expect(problem.errors).toMatchObject([
      { path: 'body', line: expect.any(Number), message: expect.stringMatching(message) },
    ]);
  });

  it('have one name each', async () => {
    const [a, b] = [
      await api.ask('POST', 'email-templates', { body: { name: 'one', body: '' } }),
      await api.ask('POST', 'email-templates', { body: { name: 'two', body: '' } }),
    ];
    const again = await api.ask('POST', 'email-templates', { body: { name: 'one', body: '' } });
    const renamed = await api.ask('PATCH', `email-templates/${b.body.id}`, {
      body: { name: 'one' },
    });
    const same = await api.ask('PATCH', `email-templates/${a.body.id}`, { body: { name: 'one' } });

    expect([again, renamed, same].map(({ status }) => status)).toEqual([409, 409, 200]);
  });
});

describe('addresses for mail', () => {
  it('are made with a URL that nobody can guess, listed, changed and deleted', async () => {
    const made = await api.ask('POST', 'email-addresses', { body: { name: 'Orders' } });
    await api.ask('POST', 'email-addresses', { body: { name: 'Help', enabled: false } });
    const listed = await api.ask('GET', 'email-addresses?limit=1');
    const next = await api.ask('GET', `email-addresses?cursor=${listed.body.next_cursor}`);
    const changed = await api.ask('PATCH', `email-addresses/${made.body.id}`, {
      body: { enabled: false },
    });

    expect(made.body).toMatchObject({
      name: 'Orders',
      enabled: true,
      id: expect.stringMatching(/^.{14}4/),
      url: `https://hooks.example/emails/${made.body.id}`,
    });
    expect(listed.body.data).toMatchObject([{ name: 'Help', enabled: false }]);
    expect(next.body.data).toMatchObject([{ name: 'Orders' }]);
    expect(changed.body.enabled).toBe(false);
    expect((await api.ask('DELETE', `email-addresses/${made.body.id}`)).status).toBe(204);
    expect((await api.ask('GET', `email-addresses/${made.body.id}`)).status).toBe(404);
    expect((await api.ask('GET', 'email-addresses?cursor=bm9uZQ')).status).toBe(422);
  });
});

describe('the outbox', () => {
  it('shows mails that were kept, each as it would have been sent, and forgets them', async () => {
    const { id: workspaceId } = (await api.ask('GET', '/api/v1/workspaces/main')).body as {
      id: Id;
    };
    const actionRunId = newId();
    await new OutboxStore().keep(api.platform.database, {
      ...{ workspaceId, actionRunId, messageId: '<1@a>', from: 'a@b', to: ['c@d'], subject: 'S' },
      raw: Buffer.from('Subject: S\r\n\r\nText'),
    });

    const { data } = (await api.ask('GET', 'outbox')).body;
    const one = await api.ask('GET', `outbox/${data[0].id}`);

    expect(data).toEqual([
      {
        ...{ id: expect.any(String), action_run_id: actionRunId, message_id: '<1@a>' },
        ...{ from: 'a@b', to: ['c@d'], subject: 'S', size_bytes: 18 },
        created_at: expect.any(String),
      },
    ]);
    expect(one.body).toEqual({ ...data[0], raw: 'Subject: S\r\n\r\nText' });
    expect((await api.ask('DELETE', `outbox/${data[0].id}`)).status).toBe(204);
    expect((await api.ask('GET', 'outbox')).body.data).toEqual([]);
  });
});
