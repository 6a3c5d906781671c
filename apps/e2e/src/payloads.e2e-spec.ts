import { readFileSync } from 'node:fs';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`./__fixtures__/${name}.json`, import.meta.url), 'utf8').trim();

describe('a payload as a SaaS tool sends it', () => {
  let system: System;
  let mill: Mill;
  let path: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    const topic = mill.topic();
    path = await mill.webhook(topic);
    await mill.task(topic, '{% action "echo", event.data %}');
  });
  afterAll(() => system?.stop());

  const echoed = async (answer: Response): Promise<unknown> => {
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const event = await mill.finished(answer.headers.get('x-request-id')!);
    expect(event).toMatchObject({ status: 'succeeded', task_runs: [{ status: 'succeeded' }] });
    const [action] = event.task_runs[0]!.action_runs;
    expect(action).toMatchObject({ type: 'echo', status: 'succeeded', ok: true });
    return action!.result;
  };

  it.each(['github-push', 'shopify-order', 'stripe-event'])(
    'becomes the result of an action: %s',
    async (name) => {
      const text = fixture(name);

      const answer = await mill.post(path, text, { 'content-type': 'application/json' });

      expect(await echoed(answer)).toEqual(JSON.parse(text));
    },
  );

  it('as a form tool posts it: fields, nested and repeated', async () => {
    const form =
      'formTitle=Contact+us&q3_name%5Bfirst%5D=Ada&q3_name%5Blast%5D=L%C3%B6we&tags[]=a&tags[]=b&note=';

    const answer = await mill.post(path, form, {
      'content-type': 'application/x-www-form-urlencoded',
    });

    expect(await echoed(answer)).toEqual({
      formTitle: 'Contact us',
      q3_name: { first: 'Ada', last: 'Löwe' },
      tags: ['a', 'b'],
      note: '',
    });
  });

  it('as curl -F posts it: fields and a file', async () => {
    const form = new FormData();
    form.set('foo', 'bar');
    form.set('file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'numbers.csv');

    const answer = await mill.post(path, form);

    expect(await echoed(answer)).toEqual({
      foo: 'bar',
      file: { content_base64: 'YSxiCjEsMgo=', mime_type: 'text/csv', name: 'numbers.csv', size: 8 },
    });
  });

  it.each([
    ['text/plain', 'just a line'],
    ['application/xml', '<order id="1"><total>1.0</total></order>'],
    ['', 'no content type at all'],
  ])('as text of type "%s"', async (type, text) => {
    const answer = await mill.post(
      path,
      Buffer.from(text),
      type === '' ? {} : { 'content-type': type },
    );

    expect(await echoed(answer)).toBe(text);
  });

  it('with its query merged in, the body winning', async () => {
    const answer = await mill.post(`${path}?a=2&b=3`, '{"a":1}', {
      'content-type': 'application/json',
    });

    expect(await echoed(answer)).toEqual({ a: 1, b: '3' });
  });

  it('as the full request, where the webhook asks for that', async () => {
    const topic = mill.topic();
    const full = await mill.webhook(topic, { data_mode: 'full' });
    await mill.task(topic, '{% action "echo", event.data %}');

    const answer = await mill.post(`${full}?q=1`, '{"a":1.0}', {
      'content-type': 'application/json',
    });

    const data = (await echoed(answer)) as Record<string, unknown>;
    expect(Object.keys(data).sort()).toEqual([
      'body',
      'body_base64',
      'client_ip',
      'headers',
      'mime_type',
      'query',
      'query_string',
      'request_id',
      'webhook_id',
    ]);
    expect(data).toMatchObject({
      mime_type: 'application/json',
      query: { q: '1' },
      query_string: 'q=1',
    });
  });
});
