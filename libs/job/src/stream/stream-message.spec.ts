import { RawJson, stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { JobStream } from './job-stream.ts';
import type { StreamMessage } from './job-update.ts';
import { encodedMessage, isLastMessage, streamHeadersOf } from './stream-message.ts';

const jobId = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('a message of a stream', () => {
  it.each<[StreamMessage, string, boolean]>([
    [{ type: 'ping' }, '{"type":"ping"}', false],
    [{ type: 'timeout' }, '{"type":"timeout"}', true],
    [{ type: 'notfound' }, '{"type":"notfound"}', true],
    [{ type: 'error', error: 'a\nb' }, '{"type":"error","error":"a\\nb"}', true],
    [
      { type: 'update', running: true, completed: false },
      '{"type":"update","running":true,"completed":false}',
      false,
    ],
    [
      {
        type: 'update',
        running: false,
        completed: true,
        success: true,
        only_result: new RawJson('1.0'),
      },
      '{"type":"update","running":false,"completed":true,"success":true,"only_result":1.0}',
      true,
    ],
  ])('%j is one line of JSON', (message, json, isLast) => {
    expect(encodedMessage(message)).toBe(`data: ${json}\n\n`);
    expect(isLastMessage(message)).toBe(isLast);
  });

  it('is one line also for any JSON that was stored over several', () => {
    const space = fc.constantFrom('', ' ', '\n', '\r\n', '\r', '\n\n');
    fc.assert(
      fc.property(fc.jsonValue(), space, fc.string(), (value, indent, log) => {
        const spread = JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
        const only_result = new RawJson(spread);
        const event = encodedMessage({
          type: 'update',
          running: false,
          completed: true,
          success: true,
          new_logs: log,
          only_result,
        });

        expect(event).toMatch(/^data: [^\r\n]*\n\n$/);
        const told = JSON.parse(event.slice('data: '.length));
        expect(stringifyJson(told.only_result)).toBe(stringifyJson(JSON.parse(spread)));
        expect(told.new_logs).toBe(log);
      }),
    );
  });

  it('comes with headers that keep proxies from holding it back', () => {
    expect({ ...streamHeadersOf(jobId) }).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-job-id': jobId,
    });
    expect(streamHeadersOf(undefined)).not.toHaveProperty('x-job-id');
  });
});

describe('the stream of a job', () => {
  it('names the job first, tells new logs, and ends with the result', () => {
    const stream = new JobStream(jobId);
    const only_result = new RawJson('{"n":1.0}');

    expect(stream.updateOf({ running: false })).toEqual({
      running: false,
      completed: false,
      job_id: jobId,
    });
    expect(stream.updateOf({ running: true, logs: 'é\n' })).toEqual({
      running: true,
      completed: false,
      new_logs: 'é\n',
      log_offset: 3,
    });
    expect(
      stream.updateOf({ running: true, logs: 'é\nb\n', end: { success: true, only_result } }),
    ).toEqual({
      running: false,
      completed: true,
      new_logs: 'b\n',
      log_offset: 5,
      success: true,
      only_result,
    });
  });

  it('of a job that has ended is one message, with the logs that the watcher lacks', () => {
    const job = new RawJson('{"type":"CompletedJob"}');
    const update = new JobStream(jobId, 2).updateOf({
      running: false,
      logs: 'a\nb\n',
      end: { success: false, job },
    });

    expect(update).toEqual({
      running: false,
      completed: true,
      job_id: jobId,
      new_logs: 'b\n',
      log_offset: 4,
      success: false,
      job,
    });
  });
});
