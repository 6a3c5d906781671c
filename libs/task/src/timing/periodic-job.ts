import type { Logger } from '@millwright/observability';

/** Does something again and again, never twice at a time; a failure is logged and the next turn comes all the same. */
export class PeriodicJob {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<unknown>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  /** Resolves when the turn under way has ended; none comes after it. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.turn();
    }, this.everyMs);
  }

  private async turn(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.logger.warn({ message: `${this.name}.failed`, error });
    }
    this.schedule();
  }
}
