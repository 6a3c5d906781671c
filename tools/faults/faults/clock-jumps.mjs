import { whyNoClock } from '../harness/clock.mjs';

let turn = 0;

/**
 * Work is scheduled by a clock that leaps an hour ahead and back again, between its scheduling and its time too. Not
 * for standalone: libfaketime comes by the environment, and the process of its database gets none.
 */
export const clockJumps = {
  name: 'clock-jumps',
  about: 'the clock of the apps and of PostgreSQL jumps an hour ahead, then back (libfaketime)',
  embodiments: ['processes'],
  layout: { clock: true },
  needs: [whyNoClock],
  every: 8,
  expects: { noDuplicates: true },
  async inject({ clock }) {
    turn += 1;
    clock.setTo(turn % 2 === 1 ? 3_600 : 0);
  },
  /** What was scheduled while the clock was ahead is due when it is there again. */
  after: async ({ clock }) => clock.setTo(3_600),
};
