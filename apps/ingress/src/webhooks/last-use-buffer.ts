import type { Id } from '@millwright/kernel';

const EVERY_MS = 60_000;

/** When things were last used, until it is written: of each at most once a minute. */
export class LastUseBuffer {
  private readonly notedAt = new Map<Id, number>();
  private pending = new Map<Id, Date>();

  constructor(private readonly write: (used: ReadonlyMap<Id, Date>) => Promise<void>) {}

  note(id: Id, nowMs: number): void {
    const noted = this.notedAt.get(id);
    if (noted !== undefined && nowMs - noted < EVERY_MS) return;
    this.notedAt.set(id, nowMs);
    this.pending.set(id, new Date(nowMs));
  }

  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const used = this.pending;
    this.pending = new Map();
    // A time that is lost with the database away is no loss: the next request brings another.
    await this.write(used).catch(() => {
      for (const id of used.keys()) this.notedAt.delete(id);
    });
  }
}
