import { describe, expect, it } from '@jest/globals';
import { complaintsOf } from './promises.mjs';

const good = {
  evidence: { count: 3, of: 'packets dropped' },
  acknowledged: 10,
  refused: 0,
  answers: { 204: 10 },
  lost: 0,
  duplicates: 0,
  deliveryDuplicates: 0,
  outOfOrder: 0,
  idle: 0,
  recoveryMs: { median: 100, worst: 200 },
  examples: [],
};
const found = {
  isQuiet: true,
  quietWithinMs: 1_000,
  rude: 0,
  twice: 0,
  reasons: {},
  outOfOrder: ['7 came during 5'],
};
const complain = (expects: object, row: object) =>
  complaintsOf({ expects }, { ...good, ...row }, found);

describe('what is said against a fault', () => {
  it('is nothing when all that it promises is true', () => {
    expect(complain({ allAnswered: true, noDuplicates: true, recoveryMs: 200 }, {})).toEqual([]);
  });

  it('is that it did not happen when it left no evidence', () => {
    expect(complain({}, { evidence: { count: 0, of: 'packets dropped' } })).toEqual([
      'it did not happen: 0 packets dropped',
    ]);
  });

  it.each([
    [{ allAnswered: true }, { refused: 1 }],
    [{ noDuplicates: true }, { duplicates: 1 }],
    [{ refusals: true }, { answers: { 204: 10 } }],
    [{ recoveryMs: 199 }, {}],
    [{ worksMeanwhile: true }, { idle: 1 }],
    [{}, { deliveryDuplicates: 1 }],
    [{}, { outOfOrder: 1 }],
  ])('is that the promise %j is broken by %j', (expects, row) => {
    expect(complain(expects, row)).toHaveLength(1);
  });

  it('is not that accepted deliveries came again where runners were taken away', () => {
    expect(complain({ repeatsDeliveries: true }, { deliveryDuplicates: 1 })).toEqual([]);
  });
});
