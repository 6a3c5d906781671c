import { Mill } from '../client/mill.ts';
import type { Jobs } from '../client/jobs.ts';
import { sharedSystem } from '../system/shared-system.ts';
import type { System } from '../system/system.ts';

const TOPIC = 'millwright/trigger/call';
const ECHO = '{% result event.data %}';

describe('a call of a task', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let echo: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    jobs = mill.jobs;
    echo = (await mill.callee(ECHO)).path;
  });
  afterAll(() => system?.stop());

  /** What a task gets of a request. */
  const argsOf = async (
    body: unknown,
    headers: Record<string, string> = {},
    query = '',
    path = echo,
  ): Promise<unknown> => {
    const answer = await jobs.post(`jobs/run_wait_result/p/${path}${query}`, body, headers);
    return answer.status === 200 ? answer.json : { status: answer.status, ...answer.json };
  };

  describe('by its address', () => {
    it('is answered with the id of a job, which can be read at once', async () => {
      const answer = await jobs.post(`jobs/run/p/${echo}`, { a: 1 });
      const job = await jobs.job(answer.text);
      const event = await mill.finishedEvent(job.event_id);

      expect(answer.status).toBe(201);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(answer.text).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get('location')).toBe(`/api/w/main/jobs_u/get/${answer.text}`);
      expect(answer.headers.get('x-request-id')).toBeTruthy();
      expect(event).toMatchObject({ topic: TOPIC, source: 'trigger', data: { a: 1 } });
    });

    it('of a hash runs that version, and of a path the newest', async () => {
      const { id, path, hash } = await mill.callee('{% result "old" %}');
      await mill.api.write('PATCH', `/tasks/${id}`, { script: '{% result "new" %}' });

      const [byHash, byPath] = await Promise.all(
        [`h/${hash}`, `p/${path}`].map((target) => jobs.post(`jobs/run_wait_result/${target}`)),
      );
      const started = await jobs.completed(await jobs.start(`h/${hash}`));

      expect([byHash!.json, byPath!.json]).toEqual(['old', 'new']);
      expect(started).toMatchObject({ script_hash: hash, result: 'old' });
    });

    it('may be of a flow where the path is a task’s, and is nothing anywhere else', async () => {
      const elsewhere = await mill.callee(ECHO, { path: `u/e2e/t${Date.now()}` });
      const { hash } = await mill.callee(ECHO);

      const byFlow = await jobs.post(`jobs/run_wait_result/f/${echo}`, { a: 1 });
      const byVersion = await jobs.post(`jobs/run_wait_result/fv/${hash}`, { a: 2 });
      const unknown = await jobs.post(`jobs/run/f/${elsewhere.path}`, {});

      expect([byFlow.json, byVersion.json]).toEqual([{ a: 1 }, { a: 2 }]);
      expect(unknown.status).toBe(404);
      expect(unknown.text).toContain(`run/p/${elsewhere.path}`);
    });

    it('is heard of by no other task, and by no event filter', async () => {
      const listener = await mill.task(TOPIC, '{% log "heard" %}');
      const anyTopic = await mill
        .task('millwright/trigger/call\nmillwright/*/call', '{% log 1 %}', {
          enabled: true,
        })
        .catch(() => undefined);
      const { id: filter } = await mill.api.write('POST', '/event-filters', {
        name: 'Nothing',
        template: `{% if event.topic == "${TOPIC}" %}false{% endif %}`,
      });

      const job = await jobs.completed(await jobs.start(`p/${echo}`, { a: 1 }));
      const event = await mill.finishedEvent(job.event_id);
      await mill.api.write('DELETE', `/event-filters/${filter}`);
      for (const id of [listener, anyTopic]) {
        if (id !== undefined) await mill.api.write('DELETE', `/tasks/${id}`);
      }

      expect(job).toMatchObject({ success: true, result: { a: 1 } });
      expect(event.task_runs.map(({ task_id }) => task_id)).toEqual([job.task_id]);
    });

    it.each(['HEAD', 'PUT', 'PATCH', 'DELETE'])(
      'by %s is refused and starts nothing',
      async (method) => {
        const { path } = await mill.callee(ECHO);

        const answers = await Promise.all(
          ['run', 'run_wait_result', 'run_and_stream'].map((action) =>
            jobs.send(`jobs/${action}/p/${path}`, { method }),
          ),
        );

        expect(answers.map(({ status }) => status)).toEqual([405, 405, 405]);
        expect(answers[0]!.headers.get('allow')).toContain('POST');
        expect(await jobs.get(`jobs/list?script_path_exact=${path}`)).toEqual([]);
      },
    );

    it('of a disabled task is a conflict, of an unknown one nothing that is there', async () => {
      const { path } = await mill.callee(ECHO, { enabled: false });
      const json = { accept: 'application/json' };

      const disabled = await jobs.post(`jobs/run/p/${path}`, {}, json);
      const unknown = await jobs.post('jobs/run/p/f/e2e/none', {}, json);
      const plain = await jobs.post('jobs/run/p/f/e2e/none', {}, { accept: '*/*' });
      const unknownHash = await jobs.post('jobs/run_wait_result/h/0123456789abcdef');

      expect(disabled).toMatchObject({ status: 409, json: { code: 'task_disabled' } });
      expect(unknown).toMatchObject({ status: 404, json: { code: 'task_not_found', status: 404 } });
      expect(unknown.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(plain.text).toMatch(/^Error 404 task_not_found: [^?#\n]*f\/e2e\/none[^?#\n]*$/);
      expect(unknownHash).toMatchObject({ status: 404, json: { code: 'task_not_found' } });
    });
  });

  describe('with arguments', () => {
    it('waits for the result of its body', async () => {
      const { path } = await mill.callee('{% result event.data.a %}');

      const answer = await jobs.post(`jobs/run_wait_result/p/${path}`, { a: 2 });

      expect(answer).toMatchObject({ status: 200, text: '2' });
    });

    it('by GET takes them in base64, in every way that is written', async () => {
      const text = '{"a":"ÿþ>?~"}';
      const standard = Buffer.from(text).toString('base64');
      const urlSafe = standard.replaceAll('+', '-').replaceAll('/', '_');
      const once = encodeURIComponent(standard);
      const payloads = [once, urlSafe, encodeURIComponent(once), standard.replace(/=+$/, '')];
      const queries = [...payloads.map((payload) => `?payload=${payload}`), '', '?payload='];

      const answers = await Promise.all(
        queries.map((query) => jobs.get(`jobs/run_wait_result/p/${echo}${query}`)),
      );

      expect(standard).toMatch(/[+/=]/);
      expect(answers).toEqual([...payloads.map(() => ({ a: 'ÿþ>?~' })), {}, {}]);
      expect((await jobs.send(`jobs/run_wait_result/p/${echo}?payload=%21`)).json).toMatchObject({
        status: 400,
        code: 'invalid_payload',
      });
    });

    it('of any JSON are an object', async () => {
      const json = { 'content-type': 'application/json' };
      const bodies = ['\uFEFF \n{"a":1}', ' \n{"a":1}', '[1]', '"x"', '7', 'null', '', ' \n'];

      const found = await Promise.all(bodies.map((body) => argsOf(body, json)));

      expect(found).toEqual([
        ...[{ a: 1 }, { a: 1 }],
        ...[{ body: [1] }, { body: 'x' }, { body: 7 }, { body: null }, {}, {}],
      ]);
      expect(await argsOf(undefined)).toEqual({});
      expect(await argsOf('{"a":', json)).toMatchObject({ status: 400, code: 'invalid_json' });
    });

    it('keeps the digits of numbers, and names that mean something to programs', async () => {
      const text = '{"price":1.0,"id":12345678901234567890,"__proto__":{"constructor":1e2}}';

      const answer = await jobs.post(`jobs/run_wait_result/p/${echo}`, text, {
        'content-type': 'application/json',
      });

      expect(answer.text.replace(/\s/g, '')).toBe(text);
    });

    it('of forms are texts and files', async () => {
      const form = new FormData();
      form.append('a', 'x');
      form.append('files', new File(['1'], 'one.txt', { type: 'text/plain' }));
      form.append('files', new File(['22'], 'two.bin', { type: 'application/octet-stream' }));

      const encoded = await argsOf('a=1&b=x&b=y&c[]=z', {
        'content-type': 'application/x-www-form-urlencoded',
      });
      const multipart = await argsOf(form);

      expect(encoded).toMatchObject({ a: '1', b: ['x', 'y'] });
      expect(multipart).toEqual({
        a: 'x',
        files: [
          { name: 'one.txt', mime_type: 'text/plain', size: 1, content_base64: 'MQ==' },
          {
            name: 'two.bin',
            mime_type: 'application/octet-stream',
            size: 2,
            content_base64: 'MjI=',
          },
        ],
      });
    });

    it('of text and XML are the text', async () => {
      for (const type of ['text/plain', 'application/xml', 'text/xml']) {
        expect(await argsOf('<a>1</a>', { 'content-type': type })).toEqual({
          raw_string: '<a>1</a>',
        });
      }
    });

    it('of CloudEvents are their data, with the envelope', async () => {
      const type = { 'content-type': 'application/cloudevents+json' };
      const envelope = { specversion: '1.0', id: '1', source: '/s', type: 't' };

      expect(await argsOf(JSON.stringify({ ...envelope, data: { a: 1 } }), type)).toEqual({
        a: 1,
        WEBHOOK__METADATA__: envelope,
      });
      expect(await argsOf(JSON.stringify({ ...envelope, data: 7 }), type)).toEqual({
        body: 7,
        WEBHOOK__METADATA__: envelope,
      });
      expect(
        await argsOf('[]', { 'content-type': 'application/cloudevents-batch+json' }),
      ).toMatchObject({ status: 400, code: 'cloudevents_batch' });
    });

    it('that cannot be read are refused', async () => {
      const latin1 = Buffer.from('{"a":"é"}', 'latin1');
      const large = Buffer.alloc(10 * 1_048_576 + 1, 0x20);
      const json = { 'content-type': 'application/json' };

      expect(await argsOf('x', { 'content-type': 'image/png' })).toMatchObject({ status: 415 });
      expect(await argsOf(latin1, json)).toMatchObject({ status: 400 });
      expect(await argsOf(large, json)).toMatchObject({ status: 413, code: 'body_too_large' });
    });

    it('has added what the query asks for, the stronger last', async () => {
      const headers = { 'content-type': 'application/json', 'x-shop': 'one' };
      const query = '?include_header=X-Shop&include_query=a,many&a=q&many=1&many=2&raw=true';

      const added = await argsOf(
        '{"a":"body","x_shop":"body","raw_string":"body"}',
        headers,
        query,
      );
      const wrapped = await argsOf('{"a":1}', headers, '?wrap_body=true&include_query=a&a=q');

      expect(added).toEqual({
        a: 'q',
        many: ['1', '2'],
        x_shop: 'one',
        raw_string: '{"a":"body","x_shop":"body","raw_string":"body"}',
      });
      expect(wrapped).toEqual({ body: { a: 1 }, a: 'q' });
    });

    it('never has the credential of the call', async () => {
      const found = await argsOf({}, {}, '?include_header=authorization,cookie');
      const byQuery = await jobs
        .as(null)
        .post(`jobs/run_wait_result/p/${echo}?token=${system.token}&include_query=token`, {});

      expect(found).toEqual({});
      expect(byQuery.json).toEqual({});
    });

    it('are the whole request for a task that asks for it', async () => {
      const { path } = await mill.callee(ECHO, { trigger_data_mode: 'request' });

      const whole = await argsOf({ a: 1 }, { 'x-shop': 'one' }, '?b=2', path);
      const plain = await argsOf({ a: 1 }, {}, '?b=2&skip_preprocessor=true', path);
      const [job] = await jobs.get(`jobs/list?script_path_exact=${path}&order_desc=false`);

      expect(whole).toMatchObject({
        kind: 'webhook',
        body: { a: 1 },
        raw_string: '{"a":1}',
        headers: { 'x-shop': 'one' },
        query: { b: '2' },
      });
      expect(JSON.stringify(whole)).not.toContain(system.token);
      expect(plain).toEqual({ a: 1 });
      expect(job).toMatchObject({ preprocessed: true });
    });
  });
});
