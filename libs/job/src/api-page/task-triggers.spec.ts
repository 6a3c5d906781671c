import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { defaultIntakeLimits } from '@millwright/webhook/testing';
import { addressSegmentsOf, callAddressOf, payloadBodyOf } from '../call/index.ts';
import { callExamplesOf } from './call-examples.ts';
import { taskTriggersOf, triggerNames, type TriggerName } from './task-triggers.ts';

const task = {
  publicUrl: 'https://hooks.example/mill',
  workspace: 'main',
  path: 'f/tasks/call_me',
  hash: '0123456789abcdef',
};
const jobs = 'https://hooks.example/mill/api/w/main/jobs';

describe('the triggers of a task', () => {
  it('have ready-made URLs', () => {
    const triggers = taskTriggersOf(task, []);

    const lines = triggerNames.map((name) => `${triggers[name].method} ${triggers[name].url}`);
    expect(lines).toEqual([
      `POST ${jobs}/run/p/f/tasks/call_me`,
      `POST ${jobs}/run/h/0123456789abcdef`,
      `POST ${jobs}/run_wait_result/p/f/tasks/call_me`,
      `POST ${jobs}/run_wait_result/h/0123456789abcdef`,
      `GET ${jobs}/run_wait_result/p/f/tasks/call_me?payload=e30`,
      `POST ${jobs}/run_and_stream/p/f/tasks/call_me`,
    ]);
    expect(Object.keys(triggers)).toEqual(triggerNames);
  });

  it.each([
    ['async_by_path', 'async', { path: task.path }],
    ['async_by_hash', 'async', { hash: task.hash }],
    ['sync_by_path', 'wait', { path: task.path }],
    ['sync_by_hash', 'wait', { hash: task.hash }],
    ['sync_get', 'wait', { path: task.path }],
    ['stream', 'stream', { path: task.path }],
  ] as [TriggerName, string, object][])('%s is what ingress understands', (name, mode, target) => {
    const { method, url } = taskTriggersOf({ ...task, publicUrl: '' }, [])[name];

    expect(callAddressOf(method, addressSegmentsOf(url))).toMatchObject({
      action: 'run',
      mode,
      target,
      method,
    });
  });

  it('show the first example that is short', () => {
    const long = new RawJson(JSON.stringify({ a: 'x'.repeat(1_000) }));
    const { async_by_path, sync_get } = taskTriggersOf(task, [long, new RawJson('{"ä":1.0}')]);

    expect(async_by_path.snippets.curl.with_token).toContain(`'{"ä":1.0}'`);
    const payload = new URL(sync_get.url).searchParams.get('payload');
    expect(payloadBodyOf(payload, defaultIntakeLimits)).toMatchObject({
      args: { text: '{"ä":1.0}' },
    });
    expect(sync_get.snippets.curl.with_token).not.toContain('--data-raw');
  });

  it('of a task without examples send an empty object', () => {
    expect(taskTriggersOf(task, []).stream.snippets.curl.with_token).toContain(`--data-raw '{}'`);
  });
});

describe('the examples of calls', () => {
  const of = (dataMode: 'args' | 'request', ...texts: string[]) =>
    callExamplesOf(
      texts.map((text) => new RawJson(text)),
      dataMode,
    ).map(({ text }) => text);

  it('are the data of events that are objects', () => {
    expect(of('args', '{"a":1.0}', '[1]', '"x"', '{}')).toEqual(['{"a":1.0}', '{}']);
  });

  it('are the bodies of requests, where the task gets those', () => {
    const request = '{"kind":"webhook","body":[1.0],"headers":{}}';

    expect(of('request', request, '{"kind":"webhook","body":null}', '{"a":1}')).toEqual(['[1.0]']);
  });
});
