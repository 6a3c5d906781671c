import { messageOf } from '@millwright/kernel';
import { isHeardOnly, type MessageBus, type OutgoingMessage } from '@millwright/messaging';
import type { Logger } from '@millwright/observability';

/** Publishes messages about what is committed. It never fails. */
export type PublishDue = (messages: readonly OutgoingMessage[]) => Promise<void>;

const REPLIES_KEPT = 10_000;

/**
 * With the broker away nothing is lost: the rows of work stay due, and the reconciler publishes them when it is back.
 * Replies to who waits have no such row: they are kept here until then, the latest of them.
 */
export function publishDueOn(bus: MessageBus, logger: Logger): PublishDue {
  let kept: OutgoingMessage[] = [];
  const publish: PublishDue = async (messages) => {
    if (messages.length === 0) return;
    try {
      await bus.publishAll(messages);
    } catch (error) {
      kept = [...kept, ...messages.filter(({ queue }) => isHeardOnly(queue))].slice(-REPLIES_KEPT);
      logger.warn({
        message: 'work.not_published',
        count: messages.length,
        reason: messageOf(error),
      });
    }
  };
  bus.onAvailable(() => {
    const waiting = kept;
    kept = [];
    void publish(waiting);
  });
  return publish;
}
