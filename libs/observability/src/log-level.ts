import type { Fault } from '@millwright/kernel';
import { MillwrightError } from '@millwright/kernel';
import type { LogLevel } from './logger.ts';

const levels = { user: 'info', remote: 'warn', ours: 'error' } as const satisfies Record<
  Fault,
  LogLevel
>;

/** The level at which something thrown is logged: by whose fault it is; an error without a name is ours. */
export const logLevelOf = (thrown: unknown): 'info' | 'warn' | 'error' =>
  thrown instanceof MillwrightError ? levels[thrown.fault] : 'error';
