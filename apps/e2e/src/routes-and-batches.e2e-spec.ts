import { until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

describe('HTTP routes and batches', () => {
  let system: System;
  let mill: Mill;
  let number = 0;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
  });
  afterAll(() => system?.stop());

  /** A task that answers its own args, and a route to it; gives the address of the route. */
  async function route(fields: object): Promise<string> {
    const path = `e2e-${process.pid}-${(number += 1)}/:id`;
    const task = await mill.task('user/e2e/routes', '{% result event.data %}');
    const made = await mill.api.write<{ url: string }>('POST', '/routes', {
      name: 'e2e',
      method: 'POST',
      path,
      task_id: task,
      auth: { type: 'none' },
      ...fields,
    });
    const url = `${system.ingressUrl}${new URL(made.url).pathname.replace(':id', '7')}`;
    await until(async () => (await fetch(url, { method: 'OPTIONS' })).status === 204);
    return url;
  }

  const jobs = (path: string, body: unknown): Promise<Response> =>
    fetch(`${system.ingressUrl}/api/w/main/jobs/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const resultOf = (id: string): Promise<unknown> =>
    until(async () => {
      const address = `${system.ingressUrl}/api/w/main/jobs_u/completed/get_result_maybe/${id}`;
      const answer = await fetch(address, { headers: { authorization: `Bearer ${system.token}` } });
      const { completed, result } = (await answer.json()) as {
        completed: boolean;
        result: unknown;
      };
      return completed && (result as object);
    });

  it('a route answers with what its task renders', async () => {
    const url = await route({ mode: 'sync' });

    const answer = await fetch(`${url}?q=a`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"n": 1.0}',
    });
    expect([answer.status, await answer.text()]).toEqual([200, '{"n":1.0,"q":"a","id":"7"}']);
  });

  it('a route streams to the end of the job', async () => {
    const url = await route({ mode: 'stream', method: 'GET' });

    const text = await (await fetch(url)).text();

    const messages = text.split('\n\n').filter((each) => each !== '');
    expect(JSON.parse(messages.at(-1)!.slice('data: '.length))).toMatchObject({
      ...{ type: 'update', completed: true, only_result: { id: '7' } },
    });
  });

  it('the jobs of a batch run, and run again', async () => {
    const path = `f/e2e/batch_${process.pid}`;
    await mill.api.write('POST', '/tasks', {
      ...{ name: 'Batched', path, script: '{% result event.data.n %}' },
    });

    const answer = await jobs('run/batch', { jobs: [1, 2].map((n) => ({ path, args: { n } })) });
    const ids = ((await answer.json()) as { job_id: string }[]).map(({ job_id: id }) => id);
    const again = await jobs('run/batch_rerun_jobs', { job_ids: ids });
    const newIds = (await again.text()).trim().split('\n');

    expect(await Promise.all([...ids, ...newIds].map(resultOf))).toEqual([1, 2, 1, 2]);
  });
});
