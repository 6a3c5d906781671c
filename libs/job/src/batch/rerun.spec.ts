import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { rerunLinesOf, batchAnswerOf } from './batch-answer.ts';
import { rerunDataOf } from './rerun-data.ts';
import { rerunOf, type Rerun } from './rerun.ts';

const read = (body: object): Rerun | JobProblem => rerunOf(new RawJson(JSON.stringify(body)));
const options = { input_transforms: { a: { type: 'static', value: 1 } } };

describe('what is asked of a batch of reruns', () => {
  it('has ids in order, and options by path, both maps being one', () => {
    const rerun = read({
      job_ids: ['b', 'a'],
      script_options_by_path: { 'f/a/b': options },
      flow_options_by_path: { 'f/a/b': { use_latest_version: true }, 'f/a/c': options },
    }) as Rerun;

    expect(rerun.jobIds).toEqual(['b', 'a']);
    expect(rerun.optionsOf('f/a/b')).toMatchObject({ useLatestVersion: true });
    expect([...rerun.optionsOf('f/a/b').transforms.keys()]).toEqual(['a']);
    expect(rerun.optionsOf('f/a/c')).toMatchObject({ useLatestVersion: false });
    expect(rerun.optionsOf('constructor').transforms.size).toBe(0);
  });

  it.each([
    {},
    { job_ids: 'a' },
    { job_ids: [1] },
    { job_ids: Array.from({ length: 10_001 }, () => 'a') },
    { job_ids: [], script_options_by_path: [] },
    { job_ids: [], script_options_by_path: { p: 1 } },
    { job_ids: [], script_options_by_path: { p: { use_latest_version: 'yes' } } },
    { job_ids: [], flow_options_by_path: { p: { input_transforms: { a: 1 } } } },
  ])('is refused when it does not fit (%#)', (body) => {
    expect(read(body)).toMatchObject({ code: 'invalid_body' });
  });

  it('for any JSON, is read or refused', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (ids, maps) => {
        rerunOf(new RawJson(`{"job_ids":${ids},"script_options_by_path":${maps}}`));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the data of a job that is run again', () => {
  const dataOf = (data: string, transforms: Record<string, string>): string | undefined => {
    const made = rerunDataOf(
      new RawJson(data),
      new Map(Object.entries(transforms).map(([name, json]) => [name, new RawJson(json)])),
    );
    return made instanceof JobProblem ? made.detail : made.text;
  };

  it('are the very text they were, with static args replaced', () => {
    expect(dataOf('{"b": 1.0,  "a":2}', {})).toBe('{"b": 1.0,  "a":2}');
    expect(dataOf('{"b": 1.0, "a":2}', { a: '{"type":"static","value":1e3}' })).toBe(
      '{"b":1.0,"a":1e3}',
    );
    expect(dataOf('[1.0]', { a: '{"type":"static"}' })).toBe('{"body":[1.0],"a":null}');
  });

  it('are not made by the programs of others', () => {
    expect(dataOf('{}', { a: '{"type":"javascript","expr":"1"}' })).toBe(
      'the input transform of "a" has the type "javascript": only "static" ones are applied',
    );
  });
});

describe('the answers to batches', () => {
  const problem = new JobProblem('task_not_found', 'no\ntask\u2028 here');

  it('tell of each call in order', () => {
    expect(JSON.parse(batchAnswerOf(['id', problem]))).toEqual([
      { job_id: 'id' },
      { error: { status: 404, code: 'task_not_found', detail: 'no\ntask\u2028 here' } },
    ]);
    expect(rerunLinesOf(['id', problem])).toBe('id\nError: no task  here\n');
  });
});
