import { describe, expect, it } from '@jest/globals';
import { readOptionKey } from '../options/option-key.ts';
import { sampleDataOf } from './sample-data.ts';
import { sampleSourceOf } from './sample-source.ts';

const scene = { nowIso: '2024-08-15T12:00:00.000Z', fields: [] };

const sampleOf = (topic: string, fields = scene.fields as never[]): unknown => {
  const sample = sampleDataOf(topic, { ...scene, fields });
  return sample && (JSON.parse(sample.text) as unknown);
};

describe('built-in sample data', () => {
  it('is there for every topic but those of users', () => {
    expect(sampleOf('user/order/created')).toBeUndefined();
    expect(sampleOf('mechanic/user/trigger')).toBeNull();
    expect(sampleOf('mechanic/user/text')).toBe('sample text');
    expect(sampleOf('mechanic/scheduler/daily')).toEqual({ scheduled_at: scene.nowIso });
    expect(sampleOf('mechanic/scheduler/cron')).toMatchObject({ tz: 'UTC' });
    expect(sampleOf('mechanic/actions/perform')).toMatchObject({ type: 'http', run: { ok: true } });
    expect(sampleOf('mechanic/errors/task')).toMatchObject({ task: { run: { ok: false } } });
    expect(sampleOf('mechanic/errors/event')).toHaveProperty('filter');
    expect(sampleOf('mechanic/errors/action')).toMatchObject({ action: { run: { ok: false } } });
    expect(sampleOf('mechanic/emails/received')).toHaveProperty('subject');
    expect(sampleOf('shopify/orders/create')).toMatchObject({
      admin_graphql_api_id: 'gid://shopify/Order/1234567890',
    });
    expect(sampleOf('shopify/inventory_levels/update')).toMatchObject({
      admin_graphql_api_id: 'gid://shopify/InventoryLevel/1234567890',
    });
    expect(sampleOf('mechanic/user/orders')).toMatchObject([{ name: '#1001' }]);
    expect(sampleOf('mechanic/user/customer')).toMatchObject({ first_name: 'Sam' });
    expect(sampleOf('millwright/trigger/call')).toEqual({});
    expect(sampleOf('judgeme/review/create')).toHaveProperty('id');
  });

  it('fills in a Run form by its fields', () => {
    const keys = [
      'to__email_userform',
      'n__number_userform',
      'stay',
      'c__choice_o1_x_o2_y_userform',
    ];
    const fields = keys.map((key) => readOptionKey(key).field) as never[];

    expect(sampleOf('mechanic/user/form', fields)).toEqual({
      to: 'somebody@example.com',
      n: 1,
      c: 'x',
    });
  });
});

describe('the source of a previewed event', () => {
  it.each([
    ['user/order/created', 'webhook'],
    ['mechanic/user/text', 'user'],
    ['mechanic/scheduler/cron', 'scheduler'],
    ['mechanic/emails/received', 'email'],
    ['mechanic/actions/perform', 'system'],
    ['mechanic/errors/task', 'system'],
    ['millwright/trigger/call', 'trigger'],
    ['millwright/token/expired', 'system'],
    ['millwright/webhook/lease_ending', 'system'],
    ['shopify/orders/create', 'shopify'],
    ['judgeme/review/create', 'connection'],
  ])('of the topic %s is %s', (topic, source) => {
    expect(sampleSourceOf(topic)).toBe(source);
  });
});
