import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { conditionsSchema } from './conditions.schema.ts';

const faultsOf = (given: unknown): string[] =>
  conditionsSchema.safeParse(given).error?.issues.map(({ path }) => path.join('.')) ?? [];
const condition = { path: 'data.a', operator: 'equals', value: 1 };

describe('conditions as they are given', () => {
  it('are read from exact JSON and from values alike', () => {
    const given = { all: [condition], any: [{ path: 'topic', operator: 'exists' }] };

    expect(conditionsSchema.parse(new RawJson(JSON.stringify(given)))).toEqual(given);
    expect(conditionsSchema.parse(given)).toEqual(given);
    expect(conditionsSchema.parse(new RawJson('null'))).toBeNull();
  });

  it('take numbers that compare by all their digits, and no others', () => {
    const text = (number: string) =>
      new RawJson(`{"all":[{"path":"data.a","operator":"equals","value":${number}}]}`);

    for (const number of ['1.0', '1e3', '-0.0', '10.50']) {
      expect([number, faultsOf(text(number))]).toEqual([number, []]);
    }
    for (const number of ['12345678901234567891', '9007199254740993e1', '1e400']) {
      expect([number, faultsOf(text(number))]).toEqual([number, ['all.0.value']]);
    }
  });

  it.each([
    [{ all: [{ ...condition, path: 'order.total' }] }, 'all.0.path'],
    [{ all: [{ ...condition, path: 'data..a' }] }, 'all.0.path'],
    [{ all: [{ ...condition, path: 'data.\u0000' }] }, 'all.0.path'],
    [{ all: [{ ...condition, path: `data${'.a'.repeat(20)}` }] }, 'all.0.path'],
    [{ all: [{ ...condition, operator: 'matches' }] }, 'all.0.operator'],
    [{ all: [{ ...condition, value: [1] }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'equals' }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'exists', value: 1 }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'in', value: 1 }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'in', value: [] }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'greater_than', value: true }] }, 'all.0.value'],
    [{ all: [{ path: 'data', operator: 'starts_with', value: 1 }] }, 'all.0.value'],
    [{ all: [{ ...condition, colour: 'red' }] }, 'all.0'],
    [{ none: [] }, ''],
    [{ all: Array(51).fill(condition) }, 'all'],
    [{ all: Array(26).fill(condition), any: Array(25).fill(condition) }, ''],
    [[], ''],
    ['x', ''],
  ])('%j are refused', (given, at) => {
    expect(faultsOf(given)).toEqual([at]);
    expect(faultsOf(new RawJson(JSON.stringify(given)))).toEqual([at]);
  });
});
