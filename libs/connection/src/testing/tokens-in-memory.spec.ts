import { FakeClock } from '@millwright/testing';
import { RenewalsInMemory } from './tokens-in-memory.ts';
import { tokenRenewalsConformance } from './token-renewals.conformance.ts';

tokenRenewalsConformance('the renewals in memory', () => {
  const clock = new FakeClock();
  const renewals = new RenewalsInMemory(clock);
  return Promise.resolve({
    one: renewals,
    other: renewals,
    given: () => Promise.resolve(),
    advance: (ms) => clock.advance(ms),
  });
});
