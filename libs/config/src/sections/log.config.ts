import { computed, setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { oneOf } from '../setting-types.ts';

/** What is logged, and how. */
export const log = {
  title: 'Logs',
  settings: {
    logLevel: setting<'debug' | 'info' | 'warn' | 'error'>({
      variable: 'LOG_LEVEL',
      about: 'The least important level that is written.',
      type: oneOf('debug', 'info', 'warn', 'error'),
      default: 'info',
    }),
    logFormat: computed<'json' | 'pretty'>({
      variable: 'LOG_FORMAT',
      about: 'One JSON object a line, or lines for people.',
      type: oneOf('json', 'pretty'),
      fallback: ({ isTerminal }) => (isTerminal ? 'pretty' : 'json'),
      fallbackText: 'pretty on a terminal, else json',
    }),
  },
} satisfies Section;
