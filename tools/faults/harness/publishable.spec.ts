import { describe, expect, it } from '@jest/globals';
import { whyNotPublishable } from './publishable.mjs';

const faults = [
  { name: 'flood', embodiments: ['processes', 'standalone'] },
  { name: 'fire', embodiments: ['processes'] },
];
const row = (fault: string, embodiment: string, complaints: string[] = []) => ({
  fault,
  embodiment,
  complaints,
});
const whole = {
  isAborted: false,
  leftOut: [{ fault: 'fire', embodiment: 'processes', reason: 'no matches' }],
  rows: [row('flood', 'processes'), row('flood', 'standalone')],
};

describe('whether a report may be published', () => {
  it('is so when every fault passed or is named as left out', () => {
    expect(whyNotPublishable(whole, faults)).toEqual([]);
  });

  it('is not so when a fault was not run where it should be', () => {
    const partial = { ...whole, rows: [row('flood', 'processes')] };

    expect(whyNotPublishable(partial, faults)).toEqual(['flood was not run on standalone']);
  });

  it('is not so when a fault failed', () => {
    const failed = { ...whole, rows: [whole.rows[0], row('flood', 'standalone', ['1 lost'])] };

    expect(whyNotPublishable(failed, faults)).toEqual(['flood failed on standalone']);
  });

  it('is not so when the run was stopped', () => {
    expect(whyNotPublishable({ ...whole, isAborted: true }, faults)).toHaveLength(1);
  });
});
