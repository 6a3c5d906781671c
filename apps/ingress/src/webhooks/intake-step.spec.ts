import type { Arrival } from './arrival.ts';
import { inOrder, type IntakeStep } from './intake-step.ts';

const arrival = {} as Arrival;

describe('steps in order', () => {
  it('hand on until one answers', () => {
    const seen: string[] = [];
    const passes = (name: string): IntakeStep => ({
      take: (given, next) => {
        seen.push(name);
        next(given);
      },
    });
    const answers: IntakeStep = { take: () => void seen.push('answer') };

    inOrder([passes('one'), passes('two'), answers, passes('never')])(arrival);

    expect(seen).toEqual(['one', 'two', 'answer']);
  });
});
