import { WorkThread } from '@millwright/kernel';
import { ActionError } from '../../../action.errors.ts';
import type { MailBody } from '../../../ports/mail-room.ts';

/** What the thread answers. */
export type StylingOutcome = { ok: true; body: MailBody } | { ok: false; why: string };

// The same file seen from src/ and from dist/: threads load built files only.
const WORKER_FILE = new URL(
  '../../../../dist/actions/email/body/mail-body.worker.js',
  import.meta.url,
);
const TIME_LIMIT_MS = 10_000;
const HEAP_MB = 256;

/**
 * Makes the bodies of mails in a thread of its own: rules of style times elements are soon more than a process can
 * stand still for.
 */
export class MailStylist {
  private readonly thread = new WorkThread<string, StylingOutcome>(WORKER_FILE, {
    timeMs: TIME_LIMIT_MS,
    heapMb: HEAP_MB,
  });

  /** @throws ActionError `invalid_options` for styles that cannot be read, `size_limit` for too much of them */
  async styled(html: string, signal?: AbortSignal): Promise<MailBody> {
    const outcome = await this.thread.run(html, signal);
    if (outcome.is === 'ended') {
      throw new ActionError('size_limit', `the body and its styles are too much: ${outcome.why}`);
    }
    const { result } = outcome;
    if (result.ok) return result.body;
    throw new ActionError(
      'invalid_options',
      `options.body: its styles cannot be read: ${result.why}`,
    );
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.thread.close();
  }
}
