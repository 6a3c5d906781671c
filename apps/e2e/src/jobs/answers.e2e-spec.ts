import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import type { Jobs } from '../client/jobs.ts';
import { Mill } from '../client/mill.ts';
import { resulting } from '../client/scripts.ts';
import { startSystem } from '../system/start-system.ts';
import { PEER_HOST, type System } from '../system/system.ts';

const FAILING = '{% error "no such customer" %}';

describe('the answer to a call that waits', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let peer: HttpPeer;
  let failing: string;

  beforeAll(async () => {
    // One thread, so that what is called while it is busy waits.
    system = await startSystem({ RUNNER_THREADS: '1' });
    mill = new Mill(system);
    jobs = mill.jobs;
    peer = await startHttpPeer(() => 200, PEER_HOST);
    failing = (await mill.callee(FAILING)).path;
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  const asks = (path: string, query = '') =>
    jobs.post(`jobs/run_wait_result/p/${path}${query}`, {});
  const answerOf = async (script: string, query = '') => {
    const { path } = await mill.callee(script);
    return asks(path, query);
  };
  const settings = (patch: Record<string, unknown>) => mill.api.write('PATCH', '/settings', patch);

  it('is the result as JSON, and null without one', async () => {
    const nothing = await answerOf('');
    const text = await answerOf(resulting('done'));
    const last = await answerOf('{% result 1 %}{% result a: 1.0 %}');

    expect(nothing).toMatchObject({ status: 200, text: 'null' });
    expect(text).toMatchObject({ status: 200, text: '"done"' });
    expect(last).toMatchObject({ status: 200, text: expect.stringMatching(/^\{"a": ?1\.0\}$/) });
    for (const { headers } of [nothing, text, last]) {
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-job-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('of a failed run has its error, and the status that was asked for', async () => {
    const plain = await asks(failing);
    const asked = await asks(failing, '?failure_status=422');
    await settings({ sync_failure_status: 422 });
    const bySetting = await until(async () => {
      const answer = await asks(failing);
      return answer.status === 422 && answer;
    });
    const beaten = await asks(failing, '?failure_status=200');
    await settings({ sync_failure_status: 200 });

    const error = { name: 'TaskError', message: 'no such customer', stack: '' };
    expect(plain).toMatchObject({ status: 200, json: { error } });
    expect(asked).toMatchObject({ status: 422, json: { error } });
    expect(bySetting).toMatchObject({ status: 422, json: { error } });
    expect(beaten.status).toBe(200);
    expect(asked.headers.get('x-job-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect((await asks(failing, '?failure_status=302')).status).toBe(400);
  });

  it('has the status that the result gives, which wins over all others', async () => {
    const teapot = await answerOf(
      resulting({ wm_status_code: 418, result: 1 }),
      '?failure_status=500',
    );
    const failed = await answerOf(
      resulting({ wm_status_code: '418', wm_failure: 'empty' }),
      '?failure_status=500',
    );

    expect(teapot).toMatchObject({ status: 418, text: '1' });
    expect(failed).toMatchObject({ status: 418, json: { error: { message: 'empty' } } });
  });

  it.each([99, 'x'])('is our error when the status it gives is %j', async (code) => {
    const answer = await answerOf(resulting({ wm_status_code: code }));

    expect(answer).toMatchObject({
      status: 500,
      json: { code: 'response_invalid', detail: expect.stringContaining('Invalid status code') },
    });
    expect(answer.headers.get('x-job-id')).toBe(answer.json.job_id);
  });

  it('is empty where the result has headers alone', async () => {
    const answer = await answerOf(
      resulting({ wm_headers: { 'x-shop': 'one', 'set-cookie': 'a=b', 'x-n': 7 } }),
    );
    const job = await jobs.job(answer.headers.get('x-job-id')!);

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('x-shop')).toBe('one');
    expect(answer.headers.get('x-n')).toBe('7');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await jobs.send(`jobs_u/get_logs/${job.id}`)).text.toLowerCase()).toContain(
      'set-cookie',
    );
    expect(job.result).toMatchObject({ wm_headers: { 'x-shop': 'one' } });
  });

  it('may be a page, in a sandbox', async () => {
    const page = { wm_content_type: 'text/html', result: '<p>hi</p>' };

    const answer = await answerOf(resulting(page));
    const old = await answerOf(
      resulting({ windmill_content_type: 'text/html', result: '<p>hi</p>' }),
    );
    const both = await answerOf(
      resulting({ windmill_status_code: 201, wm_status_code: 202, result: 1 }),
    );

    for (const { status, text, headers } of [answer, old]) {
      expect([status, text]).toEqual([200, '<p>hi</p>']);
      expect(headers.get('content-type')).toMatch(/^text\/html/);
      expect(headers.get('content-security-policy')).toBe('sandbox');
    }
    expect(both.status).toBe(202);
  });

  it('may be bytes', async () => {
    const bytes = {
      wm_content_type: 'application/octet-stream',
      wm_content_transfer_encoding: 'base64',
      result: 'AAEC/w==',
    };

    const { path } = await mill.callee(resulting(bytes));
    const answer = await jobs.fetch(`${jobs.base}/jobs/run_wait_result/p/${path}`, {});
    const untyped = await answerOf(resulting({ ...bytes, wm_content_type: undefined }));
    const broken = await answerOf(resulting({ ...bytes, result: '%' }));

    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 1, 2, 255]);
    expect([untyped.status, broken.status]).toEqual([500, 500]);
  });

  it('may be a failure that the task shapes itself, and then nothing is done', async () => {
    const answer = await answerOf(
      `${resulting({ wm_failure: 'stock is empty', wm_status_code: 409 })}{% action "http", method: "get", url: "${peer.url}" %}`,
    );
    const job = await jobs.job(answer.headers.get('x-job-id')!);
    const event = await mill.finishedEvent(job.event_id);

    expect(answer.status).toBe(409);
    expect(job).toMatchObject({
      success: false,
      result: { error: { name: 'WmFailure', message: 'stock is empty' } },
    });
    expect(event.task_runs[0]!.action_runs).toEqual([]);
  });

  it('may carry labels, by which the job is found', async () => {
    const label = `e2e-${Date.now()}`;
    const { headers } = await answerOf(resulting({ wm_labels: [label, 'other'] }));
    const id = headers.get('x-job-id')!;

    expect(await jobs.job(id)).toMatchObject({ labels: [label, 'other'] });
    expect(await jobs.get(`jobs/list?label=${label}`)).toMatchObject([{ id }]);
  });

  it('may wait for the actions, in the order in which they were rendered', async () => {
    const answer = await answerOf(
      `${resulting({ n: 1 })}{% action "http", method: "get", url: "${peer.url}" %}{% action "echo", 7 %}{% action "echo", __error: "no" %}`,
      '?wait=actions',
    );

    expect(answer).toMatchObject({
      status: 200,
      json: {
        result: { n: 1 },
        actions: [
          { index: 0, type: 'http', ok: true, error: null },
          { index: 1, type: 'echo', ok: true, result: 7, error: null },
          { index: 2, type: 'echo', ok: false, error: { message: expect.stringContaining('no') } },
        ],
      },
    });
    expect((await answerOf('', '?wait=everything')).status).toBe(400);
  });

  describe('that takes too long', () => {
    const acting = (): Promise<string> =>
      mill.busyFor(4, `{% action "http", method: "get", url: "${peer.url}" %}{% result "done" %}`);

    it('tells the id of the job, which goes on', async () => {
      const { path } = await mill.callee(await acting());
      const before = peer.requests.length;

      const since = Date.now();
      const answer = await asks(path, '?timeout=1');
      const tookMs = Date.now() - since;
      const id = answer.headers.get('x-job-id')!;
      const job = await jobs.completed(id);
      await mill.finishedEvent(job.event_id);

      expect(answer).toMatchObject({
        status: 504,
        json: { code: 'sync_timeout', job_id: id, canceled: false },
      });
      expect(answer.headers.get('location')).toBe(`/api/w/main/jobs_u/get/${id}`);
      expect(tookMs).toBeGreaterThanOrEqual(1_000);
      expect(job).toMatchObject({ success: true, result: 'done' });
      expect(peer.requests.length).toBe(before + 1);
    });

    it('cancels the job first where that is asked for', async () => {
      const { path } = await mill.callee(await acting());
      const before = peer.requests.length;

      const answer = await asks(path, '?timeout=1&on_timeout=cancel');
      const job = await jobs.completed(answer.headers.get('x-job-id')!);
      await mill.finishedEvent(job.event_id);

      expect(answer).toMatchObject({ status: 504, json: { canceled: true } });
      expect(job).toMatchObject({ canceled: true, success: false });
      expect(peer.requests.length).toBe(before);
    });

    it.each(['0', '-1', '1.5', 'x'])('has no time limit of %s', async (timeout) => {
      expect((await asks(failing, `?timeout=${timeout}`)).status).toBe(400);
    });
  });

  describe('to a client that hangs up', () => {
    const hangUpOn = async (script: string, query: string): Promise<string> => {
      const { path } = await mill.callee(script);
      const id = crypto.randomUUID();
      const client = new AbortController();
      const call = jobs.fetch(`${jobs.base}/jobs/run_wait_result/p/${path}?job_id=${id}${query}`, {
        method: 'POST',
        signal: client.signal,
      });
      await jobs.running(id).catch((error: unknown) => {
        client.abort();
        throw error;
      });
      client.abort();
      await expect(call).rejects.toThrow();
      return id;
    };

    it('is nobody’s, and the job goes on', async () => {
      const id = await hangUpOn(await mill.busyFor(3, '{% result "done" %}'), '');

      expect(await jobs.completed(id)).toMatchObject({ success: true, result: 'done' });
    });

    it('is nobody’s, and the job is cancelled where that is asked for', async () => {
      const id = await hangUpOn(
        await mill.busyFor(15, '{% result "done" %}'),
        '&cancel_on_disconnect=true',
      );

      expect(await jobs.completed(id)).toMatchObject({
        canceled: true,
        canceled_reason: 'http connection broke',
        result: { error: { name: 'Canceled' } },
      });
    });
  });

  it('is a refusal while too many wait, where it says how many are', async () => {
    const busy = await mill.callee(await mill.busyFor(12));
    const id = await jobs.start(`p/${busy.path}`);
    await jobs.running(id);
    await jobs.start(`p/${failing}`);
    const json = { accept: 'application/json' };

    // The count may be a second old.
    const waiting = await until(async () => {
      const answer = await jobs.post(`jobs/run/p/${failing}?queue_limit=0`, {}, json);
      return parseInt(answer.json.detail, 10);
    });
    const strict = await jobs.post(`jobs/run/p/${failing}?queue_limit=${waiting}`, {}, json);
    const lax = await jobs.post(`jobs/run/p/${failing}?queue_limit=${waiting + 1}`, {}, json);
    await jobs.post(`jobs_u/queue/cancel/${id}`, {});

    expect(strict.json).toMatchObject({ code: 'queue_limit', status: 429 });
    expect(Number(strict.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(lax.status).toBe(201);
  });
});
