/** A marker that has not come out for so long may be lost itself: another one follows. Sooner they would pile up. */
const AGAIN_MS = 30_000;

/** Remembers when the last marker was put into each queue, by the database's clock. */
export class SentMarkers {
  private readonly sent = new Map<string, Date>();

  note(queue: string, sentAt: Date): void {
    this.sent.set(queue, sentAt);
  }

  /** Whether the last one may still come out. One of a time to come was sent before the clock was set back. */
  isOnItsWay(queue: string, passedAt: Date | undefined, now: Date): boolean {
    const sentAt = this.sent.get(queue);
    if (sentAt === undefined || (passedAt !== undefined && passedAt >= sentAt)) return false;
    const sinceMs = now.getTime() - sentAt.getTime();
    return sinceMs >= 0 && sinceMs < AGAIN_MS;
  }
}
