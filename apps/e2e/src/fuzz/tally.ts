import type { Conversation } from './conversation.ts';
import type { Ended } from './converse.ts';

/** What was sent and what came back, in numbers. */
export class Tally {
  conversations = 0;
  requests = 0;
  readonly byStatus = new Map<string, number>();
  slowestMs = 0;
  slowest = '';

  add({ spoken, noise }: Conversation, { answers, by, tookMs }: Ended): void {
    this.conversations += 1;
    this.requests += spoken.length + (noise === undefined ? 0 : 1);
    for (const { status } of answers) this.count(String(status));
    if (by === 'server' && answers.length === 0) this.count('closed');
    if (by === 'us') this.count('hung up');
    if (tookMs > this.slowestMs) {
      this.slowestMs = Math.round(tookMs);
      this.slowest = noise?.shape ?? spoken.at(-1)!.shape;
    }
  }

  private count(what: string): void {
    this.byStatus.set(what, (this.byStatus.get(what) ?? 0) + 1);
  }
}
