import { WorkThread } from '@millwright/kernel';
import type { MailReading, SentInMail } from './read-mail.ts';

// The same file seen from src/ and from dist/: threads load built files only.
const WORKER_FILE = new URL('../../dist/inbound/mail.worker.js', import.meta.url);
const TIME_LIMIT_MS = 10_000;
const HEAP_MB = 256;

/** Reads mails in a thread of its own, each within 10 s and 256 MB: a process that takes requests never stands still. */
export class MailReader {
  private readonly thread = new WorkThread<SentInMail, MailReading>(WORKER_FILE, {
    timeMs: TIME_LIMIT_MS,
    heapMb: HEAP_MB,
  });

  async read(mail: SentInMail): Promise<MailReading> {
    const outcome = await this.thread.run(mail);
    return outcome.is === 'done' ? outcome.result : { ok: false, why: outcome.why, mayPass: true };
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.thread.close();
  }
}
