import { computed, optional, setting } from '../setting.ts';
import type { Reader, Section } from '../setting.ts';
import { oneOf, path, wholeNumber } from '../setting-types.ts';

const threadsFor = ({ processors }: Reader): number => Math.max(1, Math.min(4, processors - 1));

/** How much the task-runner does at once. */
export const runner = {
  title: 'Runs',
  settings: {
    threads: computed({
      variable: 'RUNNER_THREADS',
      about: 'Workers that render task scripts, in each task-runner.',
      type: wholeNumber(1, 64),
      fallback: threadsFor,
      fallbackText: 'one less than there are processors, 1 to 4',
    }),
    concurrency: setting({
      variable: 'RUNNER_CONCURRENCY',
      about:
        'Actions that are under way at once, in each task-runner; a quarter of them to one host or account.',
      type: wholeNumber(1, 1_000),
      default: 50,
    }),
    actionTimeLimitSeconds: setting({
      variable: 'ACTION_TIME_LIMIT_SECONDS',
      about:
        'Longest performing of one action; what takes longer is tried again as after any timeout.',
      type: wholeNumber(1, 86_400),
      default: 600,
    }),
    chromiumPath: optional({
      variable: 'CHROMIUM_PATH',
      about:
        'The program of Chromium or Chrome that prints PDFs. Unset, it is looked for where packages install it.',
      type: path,
    }),
    chromiumSandbox: setting<'auto' | 'required'>({
      variable: 'CHROMIUM_SANDBOX',
      about:
        "auto prints in Chromium's own sandbox where the machine lets it have one (not as root, and in few containers); required never prints without.",
      type: oneOf('auto', 'required'),
      default: 'auto',
    }),
  },
} satisfies Section;
