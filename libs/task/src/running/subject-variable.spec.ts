import { describe, expect, it } from '@jest/globals';
import { subjectVariableOf } from './subject-variable.ts';

describe('the variable of an event’s subject', () => {
  it.each([
    ['shopify/orders/create', 'order'],
    ['shopify/inventory_levels/update', 'inventory_level'],
    ['shopify/companies/create', 'company'],
    ['shopify/fulfillments/create', 'fulfillment'],
    ...['collection', 'customer', 'draft_order', 'order', 'variant', 'product'].flatMap((name) => [
      [`mechanic/user/${name}`, name],
    ]),
    ...['customers', 'draft_orders', 'orders', 'variants', 'products'].flatMap((name) => [
      [`mechanic/user/${name}`, name],
    ]),
    ['mechanic/actions/perform', 'action'],
    ['mechanic/errors/event', 'error'],
    ['mechanic/errors/task', 'error'],
    ['mechanic/errors/action', 'error'],
    ['mechanic/emails/received', 'email'],
    ['mechanic/shopify/bulk_operation', 'bulkOperation'],
    ['locksmith/locks/create', 'lock'],
    ['appstle_subscriptions/subscription-contracts/x', undefined],
    ['report_toaster/reports/done', 'report'],
    ['judgeme/shops/create', undefined],
    ...['event', 'input', 'task', 'cache', 'shop', 'workspace'].map((reserved) => [
      `shopify/${reserved}/update`,
      undefined,
    ]),
    ['shopify/tasks/create', undefined],
    ['shopify/events/create', undefined],
    ['user/orders/create', undefined],
    ['mechanic/user/trigger', undefined],
    ['mechanic/user/text', undefined],
    ['mechanic/user/form', undefined],
    ['mechanic/scheduler/daily', undefined],
    ['mechanic/scheduler/cron', undefined],
    ['millwright/trigger/call', undefined],
    ['millwright/delivery/failed', undefined],
  ])('of %s is %s', (topic, name) => {
    expect(subjectVariableOf(topic!)?.name).toBe(name);
  });

  it('of a webhook of Shopify under a topic of one’s own is that of Shopify’s topic', () => {
    expect(subjectVariableOf('user/shop/changed', 'orders/create')).toEqual({ name: 'order' });
    expect(subjectVariableOf('shopify/orders/create', 'orders/create')).toEqual({ name: 'order' });
    expect(subjectVariableOf('user/shop/changed', 'tasks/create')).toBeUndefined();
  });

  it('of a review is the review in the data', () => {
    expect(subjectVariableOf('judgeme/review/created')).toEqual({
      name: 'review',
      member: 'review',
    });
  });
});
