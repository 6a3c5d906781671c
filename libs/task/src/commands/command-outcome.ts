import type { Id } from '@millwright/kernel';

/** What a command by hand came to. Refusals are ordinary answers: `message` says what to do. */
export type CommandOutcome<Done = { id: Id }> =
  { ok: true; done: Done } | { ok: false; code: CommandRefusal; message: string };

export type CommandRefusal =
  'not_found' | 'not_retryable' | 'not_cancellable' | 'task_disabled' | 'invalid';

export const done = <Done>(value: Done): CommandOutcome<Done> => ({ ok: true, done: value });

export const refused = (
  code: CommandRefusal,
  message: string,
): { ok: false; code: CommandRefusal; message: string } => ({
  ok: false,
  code,
  message,
});
