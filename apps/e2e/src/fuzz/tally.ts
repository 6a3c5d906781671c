import type { Conversation } from './conversation.ts';
import type { Ended } from './converse.ts';

/** What the server has read, and what came back, in numbers. */
export class Tally {
  conversations = 0;
  /**
   * Requests that were answered, and noise that ended in a close or in our hanging up. What stood behind a refusal on
   * its connection was read by nobody and does not count.
   */
  requests = 0;
  readonly byStatus = new Map<string, number>();
  slowestMs = 0;
  slowest = '';

  add({ spoken, noise }: Conversation, { answers, by, tookMs }: Ended): void {
    this.conversations += 1;
    for (const { status } of answers) this.count(String(status));
    const isNoiseUnanswered = noise !== undefined && answers.length === spoken.length;
    const wasLast = answers.at(-1)?.headers.get('connection') === 'close';
    if (isNoiseUnanswered && !wasLast && by === 'server') this.count('closed');
    if (isNoiseUnanswered && by === 'us') this.count('hung up');
    if (tookMs > this.slowestMs) {
      this.slowestMs = Math.round(tookMs);
      this.slowest = noise?.shape ?? spoken.at(-1)!.shape;
    }
  }

  private count(what: string): void {
    this.requests += 1;
    this.byStatus.set(what, (this.byStatus.get(what) ?? 0) + 1);
  }
}
