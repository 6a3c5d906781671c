import { describe, expect, it } from '@jest/globals';
import { RawJson, stringifyJson } from '@millwright/kernel';
import { taskOpenApiOf, type DescribedTask } from './task-openapi.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const task: DescribedTask = {
  publicUrl: 'https://hooks.example',
  workspace: 'main',
  path: 'f/tasks/call_me',
  hash: '0123456789abcdef',
  name: 'Call me',
  version: 3,
  docs: '# Docs',
  dataMode: 'args',
};
const textOf = (changes: Partial<DescribedTask> = {}, ...examples: string[]): string =>
  stringifyJson(
    taskOpenApiOf(
      { ...task, ...changes },
      examples.map((text) => new RawJson(text)),
    ),
  );
const documentOf = (...given: Parameters<typeof textOf>): Loose => JSON.parse(textOf(...given));

describe('the OpenAPI document of a task', () => {
  it('names the task and its instance', () => {
    const { openapi, info, servers, security, components } = documentOf();

    expect(openapi).toBe('3.1.0');
    expect(info).toEqual({ title: 'Call me', version: '3', description: '# Docs' });
    expect(servers).toEqual([{ url: 'https://hooks.example' }]);
    expect(security).toEqual([{ token: [] }]);
    expect(components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(documentOf({ docs: null }).info).not.toHaveProperty('description');
  });

  it('has each way to call it once', () => {
    const { paths } = documentOf();

    const lines = Object.entries<Loose>(paths).flatMap(([path, operations]) =>
      Object.entries<Loose>(operations).map(([method, { operationId }]) => [
        `${method} ${path.replace('/api/w/main/jobs/', '')}`,
        operationId,
      ]),
    );
    expect(Object.fromEntries(lines)).toEqual({
      'post run/p/f/tasks/call_me': 'start',
      'post run_wait_result/p/f/tasks/call_me': 'call',
      'get run_wait_result/p/f/tasks/call_me': 'callByGet',
      'post run_and_stream/p/f/tasks/call_me': 'stream',
      'get run_and_stream/p/f/tasks/call_me': 'streamByGet',
      'post run/h/0123456789abcdef': 'startByHash',
      'post run_wait_result/h/0123456789abcdef': 'callByHash',
      'get run_wait_result/h/0123456789abcdef': 'callByGetByHash',
      'post run_and_stream/h/0123456789abcdef': 'streamByHash',
      'get run_and_stream/h/0123456789abcdef': 'streamByGetByHash',
    });
  });

  it('shows the parameters that each way knows', () => {
    const { paths } = documentOf();
    const namesAt = (family: string, method: string): string[] =>
      paths[`/api/w/main/jobs/${family}/p/f/tasks/call_me`][method].parameters.map(
        ({ name }: Loose) => name,
      );

    const common = ['job_id', 'tag', 'Idempotency-Key'];
    expect(namesAt('run', 'post')).toEqual(['scheduled_for', 'scheduled_in_secs', ...common]);
    const wait = ['timeout', 'failure_status', 'wait', ...common];
    expect(namesAt('run_wait_result', 'post')).toEqual(wait);
    expect(namesAt('run_wait_result', 'get')).toEqual(['payload', ...wait]);
    expect(namesAt('run_and_stream', 'post')).toEqual(['timeout', ...common]);
  });

  it('says what each way is answered with', () => {
    const { paths } = documentOf();
    const responsesOf = (family: string): Loose =>
      paths[`/api/w/main/jobs/${family}/p/f/tasks/call_me`].post.responses;

    expect(Object.keys(responsesOf('run')[201].content)).toEqual(['text/plain']);
    expect(Object.keys(responsesOf('run_wait_result')[200].content)).toEqual(['application/json']);
    expect(Object.keys(responsesOf('run_and_stream')[200].content)).toEqual(['text/event-stream']);
    for (const family of ['run', 'run_wait_result', 'run_and_stream']) {
      expect(responsesOf(family)['4XX'].content).toHaveProperty('application/problem+json');
    }
  });

  it('makes the body of the examples, whose digits stay', () => {
    const text = textOf({}, '{"amount":1.0,"id":12345678901234567890}', '{"note":null}');
    const { components, paths } = JSON.parse(text);

    expect(components.schemas.Body).toEqual({
      description: 'The args of the task.',
      type: 'object',
      properties: {
        amount: { type: 'number' },
        id: { type: 'integer' },
        note: { type: 'null' },
      },
    });
    expect(text).toContain('"example_1":{"value":{"amount":1.0,"id":12345678901234567890}}');
    const { requestBody } = paths['/api/w/main/jobs/run/p/f/tasks/call_me'].post;
    expect(Object.keys(requestBody.content['application/json'].examples)).toHaveLength(2);
  });

  it('leaves the body free without examples', () => {
    expect(documentOf().components.schemas.Body).toEqual({
      description: 'The args of the task.',
      type: 'object',
    });
    expect(documentOf({ dataMode: 'request' }).components.schemas.Body).not.toHaveProperty('type');
    expect(documentOf({ dataMode: 'request' }, '[1]').components.schemas.Body).toMatchObject({
      type: 'array',
    });
  });

  it('refers to nothing that it does not have', () => {
    const text = textOf({}, '{"a":1}');
    const { components } = JSON.parse(text);

    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, kind, name] of references) expect(components[kind!]).toHaveProperty([name!]);
  });
});
