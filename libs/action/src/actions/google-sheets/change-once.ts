import { ConnectionError } from '@millwright/connection';
import { parseJson, stringifyJson } from '@millwright/kernel';
import type { ActionContext } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';

/**
 * Makes a change that must not be made twice, and that Google has no idempotency key for. That it began, and what it
 * answered, is kept with the run: performed again, the run goes on from the answer. Where it is not known whether it
 * was made it is not made again, but by a manual retry, which raises the round.
 * @throws ActionError `remote_unavailable` for that; whatever `change` throws
 */
export async function once<Answer>(
  { progress, actionRunId, round }: Pick<ActionContext, 'progress' | 'actionRunId' | 'round'>,
  change: () => Promise<Answer>,
): Promise<Answer> {
  const kept = await progress.read(actionRunId);
  const [answer, begunIn] = kept instanceof Map ? [kept.get('answer'), kept.get('round')] : [];
  if (answer !== undefined) return JSON.parse(stringifyJson(answer)) as Answer;
  if (begunIn === round) {
    throw new ActionError('remote_unavailable', 'an earlier attempt ended before Google answered');
  }
  await progress.keep(actionRunId, new Map([['round', round]]));
  try {
    const made = await change();
    await progress.keep(actionRunId, new Map([['answer', parseJson(stringifyJson(made))]]));
    return made;
  } catch (error) {
    if (wasNotAsked(error)) await progress.keep(actionRunId, null);
    throw error;
  }
}

/** Whether a call surely did nothing: Google was too busy to look at it, or there was no token to make it with. */
export const wasNotAsked = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  (error instanceof ActionError && error.code === 'rate_limited');
