import type { Logger } from '@millwright/observability';

interface State {
  isConnected: boolean;
  isBlocked: boolean;
  isStalled: boolean;
}

/** Whether the broker takes messages, as far as is known, and who wants to hear when it does again. */
export class Availability {
  private state: State = { isConnected: false, isBlocked: false, isStalled: false };
  private readonly listeners = new Set<() => void>();
  private stall: NodeJS.Timeout | undefined;

  /** A stall is believed for `stallMs`; then the next message may try its luck. */
  constructor(
    private readonly stallMs: number,
    private readonly logger: Logger,
  ) {}

  get isStalled(): boolean {
    return this.state.isStalled;
  }

  /** What keeps messages from being taken, if anything. */
  fault(): string | undefined {
    const { isConnected, isBlocked, isStalled } = this.state;
    if (!isConnected) return 'there is no connection to the broker';
    if (isBlocked) return 'the broker blocks publishers: it is short of memory or disk';
    return isStalled ? 'the broker has stopped to confirm' : undefined;
  }

  set(change: Partial<State>): void {
    const before = this.fault();
    this.state = { ...this.state, ...change };
    if (change.isStalled !== undefined) this.watchStall(change.isStalled);
    const after = this.fault();
    if (after === before) return;
    this.logger.info({ message: 'broker.availability_changed', available: !after, reason: after });
    if (after === undefined) for (const tell of [...this.listeners]) tell();
  }

  /** Calls `then` on each change to available. Gives the function that ends this. */
  onAvailable(then: () => void): () => void {
    this.listeners.add(then);
    return () => this.listeners.delete(then);
  }

  /** Nothing is told any more. */
  end(): void {
    clearTimeout(this.stall);
    this.listeners.clear();
  }

  private watchStall(isStalled: boolean): void {
    clearTimeout(this.stall);
    if (!isStalled) return;
    this.stall = setTimeout(() => this.set({ isStalled: false }), this.stallMs);
  }
}
