import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Answer, Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
}, 60_000);
afterAll(() => api.close());

const called = (data: string) =>
  `{"event_attributes":{"topic":"millwright/trigger/call","data":${data}}}`;
const made = async (name: string, ...more: string[]): Promise<Loose> => {
  const body = `{${[`"name":"${name}"`, ...more].join()}}`;
  return (await api.ask('POST', 'tasks', { body })).body;
};
const read = (id: string, rest = ''): Promise<Answer> => api.ask('GET', `tasks/${id}${rest}`);

describe('the page of a task', () => {
  it('has ready-made triggers, of the version that is current', async () => {
    const task = await made('Call me');
    const { body: changed } = await api.ask('PATCH', `tasks/${task.id}`, {
      body: { script: '{% result 1 %}' },
    });

    const { triggers, ...rest } = (await read(task.id)).body;

    const { warnings: _warnings, ...shown } = changed;
    expect(rest).toEqual(shown);
    const jobs = 'https://hooks.example/api/w/main/jobs';
    expect(triggers.async_by_path).toMatchObject({
      method: 'POST',
      url: `${jobs}/run/p/f/tasks/call-me`,
    });
    expect(triggers.sync_by_hash.url).toBe(`${jobs}/run_wait_result/h/${changed.hash}`);
    expect(changed.hash).not.toBe(task.hash);
    for (const { snippets } of Object.values<Loose>(triggers)) {
      expect(Object.keys(snippets)).toEqual(['curl', 'fetch', 'python']);
      for (const { with_token, without } of Object.values<Loose>(snippets)) {
        expect(with_token).toContain('Bearer $TOKEN');
        expect(without).not.toContain('$TOKEN');
      }
    }
  });

  it('shows what its preview events call it with', async () => {
    const events = `[${called('{"amount":1.0}')},{"event_attributes":{"topic":"user/a/b","data":{"other":1}}}]`;
    const { id } = await made('Example', `"preview_event_definitions":${events}`);

    const { body } = await read(id);

    expect(body.triggers.stream.snippets.curl.with_token).toContain(`'{"amount":1.0}'`);
    expect(JSON.stringify(body.triggers)).not.toContain('other');
  });

  it('shows the body of requests to a task that is given those', async () => {
    const events = `[${called('{"kind":"webhook","body":{"a":1},"headers":{}}')}]`;
    const { id } = await made(
      'Whole request',
      `"trigger_data_mode":"request","preview_event_definitions":${events}`,
    );

    const { body } = await read(id);

    expect(body.triggers.async_by_path.snippets.curl.with_token).toContain(`'{"a":1}'`);
  });

  it('is of its own Workspace', async () => {
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'api-page' } });
    const base = '/api/v1/workspaces/api-page/tasks';
    const { body: task } = await api.ask('POST', base, { body: { name: 'Other' } });

    const { body } = await api.ask('GET', `${base}/${task.id}`);

    expect(body.triggers.stream.url).toContain('/api/w/api-page/jobs/');
    expect((await read(task.id)).status).toBe(404);
    expect((await read(task.id, '/openapi')).status).toBe(404);
  });
});

describe('the OpenAPI document of a task', () => {
  it('describes its calls', async () => {
    const events = `[${called('{"amount":1.0,"__proto__":{}}')}]`;
    const task = await made('Described', `"docs":"Does it.","preview_event_definitions":${events}`);

    const { status, body, text } = await read(task.id, '/openapi');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Described', version: '1', description: 'Does it.' },
      servers: [{ url: 'https://hooks.example' }],
    });
    expect(Object.keys(body.paths)).toContain(`/api/w/main/jobs/run/h/${task.hash}`);
    expect(text).toContain('{"value":{"amount":1.0,"__proto__":{}}}');
    expect(text).toContain('"amount":{"type":"number"}');
  });

  it('is there for a task without any example', async () => {
    const { id } = await made('Bare');

    const { body } = await read(id, '/openapi');

    expect(body.components.schemas.Body).toEqual({
      description: 'The args of the task.',
      type: 'object',
    });
  });
});
