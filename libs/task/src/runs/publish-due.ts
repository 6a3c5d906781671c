import { messageOf } from '@millwright/kernel';
import type { MessageBus, OutgoingMessage } from '@millwright/messaging';
import type { Logger } from '@millwright/observability';

/** Publishes messages about work whose rows are committed. It never fails. */
export type PublishDue = (messages: readonly OutgoingMessage[]) => Promise<void>;

/** With the broker away nothing is lost: the rows stay due, and the reconciler publishes them when it is back. */
export const publishDueOn =
  (bus: MessageBus, logger: Logger): PublishDue =>
  async (messages) => {
    if (messages.length === 0) return;
    try {
      await bus.publishAll(messages);
    } catch (error) {
      logger.warn({
        message: 'work.not_published',
        count: messages.length,
        reason: messageOf(error),
      });
    }
  };
