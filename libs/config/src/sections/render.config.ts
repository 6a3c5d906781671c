import { setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { wholeNumber } from '../setting-types.ts';

/** What one task script may take at most. A Workspace's `render_limits` may only be tighter. */
export const render = {
  title: 'Task scripts',
  settings: {
    renderTimeMs: setting({
      variable: 'RENDER_TIME_LIMIT_MS',
      about:
        'Longest rendering of a task script, in milliseconds; waiting for a thread is not counted.',
      type: wholeNumber(100, 600_000),
      default: 20_000,
    }),
    renderMemoryMb: setting({
      variable: 'RENDER_MEMORY_LIMIT_MB',
      about:
        'Most memory that a task script may hold while it renders. A thread may take twice that.',
      type: wholeNumber(16, 1_024),
      default: 128,
    }),
    renderOutputBytes: setting({
      variable: 'RENDER_OUTPUT_LIMIT_BYTES',
      about: 'Most bytes that a task script may print.',
      type: wholeNumber(1_024, 104_857_600),
      default: 10_485_760,
    }),
    renderActions: setting({
      variable: 'RENDER_ACTIONS_LIMIT',
      about: 'Most actions that one run of a task may render.',
      type: wholeNumber(1, 100_000),
      default: 5_000,
    }),
  },
} satisfies Section;
