import {
  decodeMessage,
  encodeMessage,
  providerFetchFinished,
  providerFetchRequested,
  type ProviderFetchRequested,
} from '@millwright/contracts';
import { replyTo, type MessageBus } from '@millwright/messaging';
import { startConsumers, takerOf, type ConsumerApp } from '@millwright/messaging/testing';
import { performFetch } from '@millwright/webhook';

/** What fetches for an ingress, as a task-runner does; `asked` for these. */
export interface FetchingRunner extends ConsumerApp {
  asked: ProviderFetchRequested[];
}

/** Starts one. Without a way out it takes what it is asked for, and never answers. */
export async function startFetchingRunner(
  bus: MessageBus,
  net?: Parameters<typeof performFetch>[0],
): Promise<FetchingRunner> {
  const asked: ProviderFetchRequested[] = [];
  const taker = takerOf('provider-fetches', 20, async (body) => {
    const { head } = decodeMessage(providerFetchRequested, body);
    asked.push(head);
    if (net === undefined) return;
    const { fetch_id, reply_to } = head;
    const finished = { fetch_id, ...(await performFetch(net, head)) };
    const reply = encodeMessage(providerFetchFinished, finished);
    await bus.publish({ queue: replyTo(reply_to), id: fetch_id, body: reply });
  });
  const app = await startConsumers(bus, taker);
  return { asked, close: () => app.close() };
}
