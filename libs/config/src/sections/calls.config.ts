import { setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { wholeNumber } from '../setting-types.ts';

/** Calls of tasks. */
export const calls = {
  title: 'Calls',
  settings: {
    syncTimeoutMaxSeconds: setting({
      variable: 'SYNC_TIMEOUT_MAX_SECONDS',
      about: 'Longest that a call waits for its result, or that a stream is kept open.',
      type: wholeNumber(1, 86_400),
      default: 600,
    }),
    ingressMaxWaiting: setting({
      variable: 'INGRESS_MAX_WAITING',
      about: 'Calls and streams that wait at once, in each ingress; more are refused with 429.',
      type: wholeNumber(1, 1_000_000),
      default: 5_000,
    }),
  },
} satisfies Section;
