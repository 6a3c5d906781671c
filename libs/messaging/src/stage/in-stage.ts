import { MillwrightError } from '@millwright/kernel';
import { StageError } from './stage-error.ts';

/**
 * Runs a part of a handler, and says of what fails there in which stage that was. What has no code passes as it is:
 * a bug without a name is parked, whatever the stage.
 *
 * @example const event = await inStage(BeforeAttemptError, () => decodeMessage(eventReceived, body));
 */
export async function inStage<T>(
  Stage: new (cause: MillwrightError) => StageError,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MillwrightError && !(error instanceof StageError)) throw new Stage(error);
    throw error;
  }
}
