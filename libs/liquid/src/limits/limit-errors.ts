import { LiquidRunError } from '../liquid.errors.ts';
import { DEFAULT_WAIT_MS, type RenderLimits } from './render-limits.ts';

const MEBIBYTE = 1024 * 1024;

export const timeLimitError = ({ timeMs }: RenderLimits): LiquidRunError =>
  new LiquidRunError(
    'time_limit',
    `rendering took longer than ${timeMs} ms (setting render_limits.time_ms)`,
  );

export const waitLimitError = ({ waitMs = DEFAULT_WAIT_MS }: RenderLimits): LiquidRunError =>
  new LiquidRunError(
    'time_limit',
    `the script waited longer than ${waitMs} ms for the shop; ask for less, or for more at a time`,
  );

export const memoryLimitError = ({ memoryBytes }: RenderLimits): LiquidRunError =>
  new LiquidRunError(
    'memory_limit',
    `rendering needs more than ${Math.round((memoryBytes / MEBIBYTE) * 10) / 10} MB (setting render_limits.memory_mb)`,
  );

export const outputLimitError = ({ outputBytes }: RenderLimits): LiquidRunError =>
  new LiquidRunError(
    'output_limit',
    `the script prints more than ${outputBytes} bytes (setting render_limits.output_bytes)`,
  );

export const actionLimitError = ({ actions }: RenderLimits): LiquidRunError =>
  new LiquidRunError(
    'action_limit',
    `the script renders more than ${actions} actions (setting render_limits.actions)`,
  );
