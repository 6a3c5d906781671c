import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import type { StoredEvent } from '../event.store.ts';
import type { Condition, Conditions } from './condition.ts';
import { operators } from './condition.ts';
import { FilteredEvent, passesFilter } from './passes-filter.ts';

const eventOf = (data: string): FilteredEvent =>
  new FilteredEvent({
    envelope: { id: 'one', topic: 'user/order/paid', source: 'webhook', provider: null },
    data: new RawJson(data),
  } as unknown as StoredEvent);

const order = eventOf(`{
  "id": 12345678901234567891, "total": 10.50, "state": "paid", "note": null, "vip": true,
  "lines": [{"sku": "A-1", "count": 1.0}, {"sku": "B-2", "count": 3}], "tags": ["new", 7],
  "0": "zero", "": "empty"
}`);

const holds = (path: string, operator: Condition['operator'], value?: Condition['value']) =>
  passesFilter({ all: [{ path, operator, ...(value !== undefined && { value }) }] }, order);

describe('a condition on an event', () => {
  it.each<[string, Condition['operator'], Condition['value'], boolean]>([
    ['topic', 'equals', 'user/order/paid', true],
    ['topic', 'starts_with', 'user/order/', true],
    ['source', 'not_equals', 'webhook', false],
    ['provider', 'exists', undefined, false],
    ['data', 'exists', undefined, true],
    ['data.total', 'equals', 10.5, true],
    ['data.total', 'equals', '10.50', false],
    ['data.total', 'greater_than', 10.4, true],
    ['data.total', 'greater_than', 10.5, false],
    ['data.total', 'greater_or_equal', 10.5, true],
    ['data.total', 'less_than', 11, true],
    ['data.total', 'less_or_equal', 10, false],
    ['data.total', 'less_than', '99', false],
    ['data.id', 'equals', 12345678901234567000, false],
    ['data.id', 'greater_than', 12345678901234567000, true],
    ['data.state', 'in', ['open', 'paid'], true],
    ['data.state', 'not_in', ['open', 'paid'], false],
    ['data.state', 'contains', 'ai', true],
    ['data.state', 'starts_with', 'pa', true],
    ['data.state', 'ends_with', 'id', true],
    ['data.state', 'ends_with', 'pa', false],
    ['data.state', 'greater_than', 'open', true],
    ['data.note', 'equals', null, true],
    ['data.note', 'exists', undefined, true],
    ['data.vip', 'equals', true, true],
    ['data.vip', 'equals', 'true', false],
    ['data.tags', 'contains', 'new', true],
    ['data.tags', 'contains', 7, true],
    ['data.tags', 'contains', 'ne', false],
    ['data.lines.0.sku', 'equals', 'A-1', true],
    ['data.lines.1.count', 'equals', 3, true],
    ['data.lines.2.sku', 'exists', undefined, false],
    ['data.lines.01.sku', 'exists', undefined, false],
    ['data.lines.*.sku', 'equals', 'B-2', true],
    ['data.lines.*.sku', 'not_equals', 'B-2', false],
    ['data.lines.*.sku', 'not_equals', 'C-3', true],
    ['data.lines.*.count', 'greater_than', 2, true],
    ['data.*.0.sku', 'equals', 'A-1', true],
    ['data.0', 'equals', 'zero', true],
    ['data.missing.deep', 'equals', null, false],
    ['data.missing', 'not_equals', 1, true],
    ['data.missing', 'not_in', [1], true],
    ['data.missing', 'not_exists', undefined, true],
    ['data.state.length', 'exists', undefined, false],
    ['data.constructor', 'exists', undefined, false],
    ['nothing', 'exists', undefined, false],
    ['constructor', 'exists', undefined, false],
  ])('%s %s %j: %s', (path, operator, value, isMet) => {
    expect(holds(path, operator, value)).toBe(isMet);
  });

  it('of an operator that takes one value is never met by a list', () => {
    expect(holds('data.total', 'equals', [10.5])).toBe(false);
    expect(holds('data.total', 'equals')).toBe(false);
    expect(holds('data.total', 'in', 10.5)).toBe(false);
  });
});

describe('a star', () => {
  it('reaches no more than the first ten thousand values', () => {
    const rows = (count: number) => eventOf(JSON.stringify([...Array(count).fill([0]), [1]]));
    const one: Condition = { path: 'data.*.*', operator: 'equals', value: 1 };

    expect(passesFilter({ all: [one] }, rows(4_000))).toBe(true);
    expect(passesFilter({ all: [one] }, rows(10_000))).toBe(false);
  });
});

describe('a filter', () => {
  const met: Condition = { path: 'data.state', operator: 'equals', value: 'paid' };
  const unmet: Condition = { path: 'data.state', operator: 'equals', value: 'open' };

  it.each<[string, Conditions | null, boolean]>([
    ['none', null, true],
    ['an empty one', {}, true],
    ['empty lists', { all: [], any: [] }, true],
    ['all met', { all: [met, met] }, true],
    ['one of all unmet', { all: [met, unmet] }, false],
    ['one of any met', { any: [unmet, met] }, true],
    ['none of any met', { any: [unmet] }, false],
    ['all met and none of any', { all: [met], any: [unmet] }, false],
  ])('%s: %s', (_name, filter, passes) => {
    expect(passesFilter(filter, order)).toBe(passes);
  });

  it('for any data and any condition says yes or no, and the opposite where it is asked for the opposite', () => {
    const step = fc.constantFrom('data', 'a', '0', '*', 'topic', '__proto__');
    const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
    const condition = fc.record({
      path: fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('.')),
      operator: fc.constantFrom(...operators),
      value: fc.oneof(scalar, fc.array(scalar)),
    });
    fc.assert(
      fc.property(fc.jsonValue(), condition, (data, given) => {
        const event = eventOf(JSON.stringify({ a: data, 0: [data], data }));
        const asked = passesFilter({ all: [given] }, event);
        expect(typeof asked).toBe('boolean');
        const opposite = operators.find((name) => name === `not_${given.operator}`);
        if (opposite === undefined) return;
        expect(passesFilter({ all: [{ ...given, operator: opposite }] }, event)).toBe(!asked);
      }),
    );
  });
});
