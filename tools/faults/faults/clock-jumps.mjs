import { HOUR_S, processesThatSee, whyNoClock } from '../harness/clock.mjs';

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
  shows: 'processes that saw a jump',
  async inject(world, { turn, saw }) {
    const aheadS = turn % 2 === 0 ? HOUR_S : 0;
    world.clock.setTo(aheadS);
    saw(await processesThatSee(world, aheadS));
  },
  /** What was scheduled while the clock was ahead is due when it is there again. */
  after: async ({ clock }) => clock.setTo(HOUR_S),
};
