import { describe, expect, it } from '@jest/globals';
import { newId, RawJson } from '@millwright/kernel';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { anEvent } from '../testing/given.ts';
import { testFacts } from '../testing/test-workspaces.ts';
import { renderContextOf } from './render-context.ts';

const at = new Date('2030-01-31T12:00:00.000Z');
const task = {
  id: newId(),
  workspaceId: newId(),
  path: 'f/tasks/a',
  name: 'A',
  enabled: true,
  deleted: false,
  version: 3,
  hash: 'a'.repeat(64),
  subscriptions: ['user/a/b'],
  priority: 1 as const,
  createdAt: at,
  updatedAt: at,
  epoch: 1,
};
const facts = testFacts({ shop: { id: 's' } });

const contextOf = (topic: string, script = '', data = '{"review":{"stars":5.0}}') => {
  const { workspaceId, version, hash } = task;
  const definition = { ...definitionDefaults, name: 'A', script };
  const event = anEvent(workspaceId, topic, { data });
  const text = renderContextOf(event, { task, version: { version, hash, definition } }, facts, {
    parents: [anEvent(workspaceId, 'user/parent/one'), anEvent(workspaceId, 'user/parent/two')],
    globals: new RawJson('{"n":1.0}'),
    secrets: new Map([['k', 'reference']]),
  });
  return { text, context: JSON.parse(text) as Record<string, Record<string, unknown>> };
};

describe('the environment of a script', () => {
  it('has what the script may read, digits kept, and no more of an event than is its own', () => {
    const { text, context } = contextOf('user/a/b');

    expect(Object.keys(context).sort()).toEqual(
      'event globals input options secrets shop task workspace'.split(' '),
    );
    expect(context['task']).toMatchObject({
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
      hash: 'a'.repeat(16),
      version: 3,
    });
    expect(context['secrets']).toEqual({ k: 'reference' });
    expect(text).toContain('"globals":{"n":1.0}');
    expect(context['event']).not.toHaveProperty('preview');
    expect(context['event']).not.toHaveProperty('task_ids');
    expect(context['event']).toMatchObject({
      topic: 'user/a/b',
      parent: { topic: 'user/parent/one', parent: { topic: 'user/parent/two' } },
    });
  });

  it('names every attribute of the event and of the task', () => {
    const { context } = contextOf('user/a/b');

    expect(Object.keys(context['event']!)).toEqual(
      'id topic data source created_at webhook_request_id webhook_id provider replay_of parent'.split(
        ' ',
      ),
    );
    expect(context['event']!['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Object.keys(context['task']!)).toEqual(
      'id name path created_at updated_at options version hash subscriptions tags'.split(' '),
    );
    expect(context['workspace']).toEqual(context['shop']);
  });

  it('has data in every event, though it may be nil', () => {
    expect(contextOf('user/a/b', '', 'null').context['event']).toHaveProperty('data', null);
  });

  it('has as input what was entered in a form, and nothing else', () => {
    const form = '{"count":1.0}';

    expect(contextOf('mechanic/user/form', '', form).text).toContain('"input":{"count":1.0}');
    expect(contextOf('mechanic/user/form', '', '[1]').context['input']).toEqual({});
    expect(contextOf('user/a/b', '', form).context['input']).toEqual({});
  });

  it('has the subject of the event where the script asks for it', () => {
    expect(contextOf('shopify/orders/create', '{{ order.id }}').context['order']).toEqual({
      review: { stars: 5 },
    });
    expect(contextOf('judgeme/review/created', '{{ review }}').text).toContain(
      '"review":{"stars":5.0}',
    );
    expect(contextOf('shopify/orders/create').context).not.toHaveProperty('order');
  });

  it('has nothing for the review of an event that has none', () => {
    const { context } = contextOf('judgeme/review/created', '{{ review }}', '[1]');

    expect(context).not.toHaveProperty('review');
  });
});
