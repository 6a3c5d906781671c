import { describe, expect, it } from '@jest/globals';
import { KeyOrder } from './key-order.mjs';
import { keyOf } from './numbered.mjs';

const [first, second, third, fourth] = [1, 2, 3, 4].map((turn) => 1 + turn * 1_000) as [
  number,
  number,
  number,
  number,
];
const sent = new Map(
  [first, second, third, fourth].map((number, index) => [
    number,
    { sentAt: index * 100, endedAt: index * 100 + 10, status: 204 },
  ]),
);
/** `+` comes and is accepted, `-` comes and is not. */
const faultsOf = (...steps: [number, '+' | '-'][]): string[] => {
  const order = new KeyOrder();
  for (const [number, outcome] of steps) {
    order.arrived(number);
    if (outcome === '+') order.accepted(number);
  }
  return order.faults(sent);
};

describe('the order of a key', () => {
  it('is kept by one after the other, however often each comes', () => {
    expect(new Set([first, second, third, fourth].map(keyOf)).size).toBe(1);
    expect(
      faultsOf([first, '-'], [first, '+'], [second, '+'], [second, '+'], [third, '+']),
    ).toEqual([]);
  });

  it('is of no concern to another key', () => {
    expect(faultsOf([first, '-'], [first + 1, '+'], [first, '+'])).toEqual([]);
  });

  it('is broken by one that comes before the one before is accepted', () => {
    expect(faultsOf([first, '-'], [second, '+'], [first, '+'])).toContain(
      `${second} came during ${first}`,
    );
  });

  it('is broken by one that comes again after its next one', () => {
    expect(faultsOf([first, '+'], [second, '+'], [first, '+'])).toEqual([
      `${first} came again after ${second}`,
    ]);
  });

  it('is broken by an event that overtakes one acknowledged before it was sent', () => {
    expect(faultsOf([first, '+'], [third, '+'], [second, '+'], [fourth, '+'])).toEqual([
      `${second} was accepted after ${third}`,
    ]);
  });

  it('is whatever it is among events that were under way at once', () => {
    const order = new KeyOrder();
    for (const number of [second, first]) {
      order.arrived(number);
      order.accepted(number);
    }
    const atOnce = { sentAt: 0, endedAt: 500, status: 204 };

    expect(
      order.faults(
        new Map([
          [first, atOnce],
          [second, atOnce],
        ]),
      ),
    ).toEqual([]);
  });
});
