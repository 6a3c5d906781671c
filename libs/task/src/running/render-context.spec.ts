import { describe, expect, it } from '@jest/globals';
import { newId, RawJson } from '@millwright/kernel';
import { defaultRenderLimits } from '@millwright/liquid';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { anEvent } from '../testing/given.ts';
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
const facts = {
  timezone: 'UTC',
  retry: { maxAttempts: 1, delaysSeconds: [1] },
  renderLimits: defaultRenderLimits,
  shop: { id: 's' },
};

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
