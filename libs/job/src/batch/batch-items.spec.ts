import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { batchItemOf, batchItemsOf, MAX_BATCH_ITEMS, type BatchItem } from './batch-items.ts';

const itemsOf = (text: string) => batchItemsOf(new RawJson(text));
const itemOf = (item: object | string) =>
  batchItemOf(new RawJson(typeof item === 'string' ? item : JSON.stringify(item)));
const problemOf = (item: object | string): string => {
  const { code, detail } = itemOf(item) as JobProblem;
  return `${code}: ${detail}`;
};

describe('the body of a batch', () => {
  it('has 1 to 1,000 items, each as it was written', () => {
    const items = itemsOf('{"jobs": [{"path": "f/a/b", "args": {"n": 1.0}} , 7]}') as RawJson[];

    expect(items.map(({ text }) => text)).toEqual(['{"path": "f/a/b", "args": {"n": 1.0}}', '7']);
    const many = `{"jobs":[${'0,'.repeat(MAX_BATCH_ITEMS)}0]}`;
    for (const text of ['[]', '{}', '{"jobs":[]}', '{"jobs":{}}', '{"jobs":null}', many]) {
      expect(itemsOf(text)).toMatchObject({ code: 'invalid_body' });
    }
  });
});

describe('an item of a batch', () => {
  it('names a path or a hash, and has empty args unless it has some', () => {
    expect(itemOf({ path: 'f/a/b' })).toMatchObject({ target: { path: 'f/a/b' } });
    expect(itemOf({ hash: '0123456789abcdef' })).toMatchObject({
      target: { hash: '0123456789abcdef' },
    });
    expect((itemOf({ path: 'f/a/b' }) as BatchItem).args.text).toBe('{}');
    expect((itemOf('{"path":"f/a/b","args":{"n": 1.0}}') as BatchItem).args.text).toBe(
      '{"n": 1.0}',
    );
  });

  it('says of its job what a query would', () => {
    const id = '0C7D5F8E-6B8A-4F5E-9B1D-0A5B8C1D2E3F';
    const fields = { tag: 'slow', parent_job: id, job_id: id, scheduled_in_secs: 5 };

    expect(itemOf({ path: 'f/a/b', ...fields })).toMatchObject({
      query: {
        ...{ jobId: id.toLowerCase(), parentJob: id.toLowerCase() },
        ...{ tag: 'slow', scheduledInSecs: 5 },
      },
    });
    expect(
      itemOf({ path: 'f/a/b', scheduled_for: '2030-01-01T00:00:00Z', scheduled_in_secs: 5 }),
    ).toMatchObject({
      query: { scheduledFor: new Date('2030-01-01'), scheduledInSecs: undefined },
    });
  });

  it.each([
    ['invalid_body', 7],
    ['invalid_body', {}],
    ['invalid_body', { path: 'f/a/b', hash: '0123456789abcdef' }],
    ['invalid_body', { path: 7 }],
    ['invalid_body', { path: 'f/a/b', args: [1] }],
    ['invalid_body', { path: 'f/a/b', tags: 'x' }],
    ['invalid_body', { path: 'f/a/b', tag: 7 }],
    ['invalid_body', { path: 'f/a/b', scheduled_in_secs: '5' }],
    ['invalid_body', { path: 'f/a/b', scheduled_in_secs: -1 }],
    ['invalid_body', { path: 'f/a/b', scheduled_for: 'soon' }],
    ['invalid_body', { path: 'f/a/b', parent_job: 'x' }],
    ['invalid_job_id', { path: 'f/a/b', job_id: 'x' }],
    ['task_not_found', { path: 'nowhere' }],
    ['task_not_found', { hash: 'abc' }],
  ])('is refused with %s: %j', (code, item) => {
    expect(problemOf(typeof item === 'number' ? String(item) : item)).toMatch(
      new RegExp(`^${code}: .*\\w`),
    );
  });

  it('for any JSON, is read or refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const read = itemOf(json);
        expect(read instanceof JobProblem || read.args.text.startsWith('{')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
