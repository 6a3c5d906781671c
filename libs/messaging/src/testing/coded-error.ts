import { MillwrightError } from '@millwright/kernel';

/** A failure with a code, for handlers under test. */
export class CodedError extends MillwrightError {
  readonly code = 'out_of_order';

  constructor({ retry }: { retry: boolean }) {
    super('the sprocket is bent', { fault: 'ours', retry });
  }
}
