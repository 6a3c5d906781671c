import type { MessageBus, OutgoingMessage } from './message-bus.ts';

/**
 * Asks another process over the bus, and waits for its reply, which comes by `ConsumeReplies` and is handed to
 * {@link told}. Replies may get lost, and so may whoever would reply: every wait has an end.
 *
 * @example const reply = await asking.ask({ queue: 'provider-fetches', id, body }, 6_000);
 */
export class Asking<Reply> {
  private readonly waiting = new Map<string, (reply: Reply) => void>();

  constructor(private readonly bus: Pick<MessageBus, 'publish'>) {}

  /** How many wait. */
  get size(): number {
    return this.waiting.size;
  }

  /** The reply to a message, found again by its id; undefined: none came in time. @throws BrokerUnavailableError */
  ask(message: OutgoingMessage, waitMs: number): Promise<Reply | undefined> {
    const { id } = message;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
      };
      const answer = (reply: Reply | undefined): void => {
        settle();
        resolve(reply);
      };
      const timer = setTimeout(() => answer(undefined), waitMs);
      this.waiting.set(id, answer);
      this.bus.publish(message).catch((error: unknown) => {
        settle();
        reject(error);
      });
    });
  }

  /** Hears the reply to a message; nobody waits for one that comes late. */
  told(id: string, reply: Reply): void {
    this.waiting.get(id)?.(reply);
  }
}
