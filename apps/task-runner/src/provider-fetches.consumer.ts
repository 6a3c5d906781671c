import {
  decodeMessage,
  encodeMessage,
  providerFetchFinished,
  providerFetchRequested,
  type ProviderFetchRequested,
} from '@millwright/contracts';
import {
  BeforeAttemptError,
  ConsumeQueue,
  inStage,
  MessageBus,
  replyTo,
} from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { Logger } from '@millwright/observability';
import { performFetch, type Fetched } from '@millwright/webhook';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

/** Fetches what an ingress needs of senders of webhooks, and tells the instance that waits. */
@Controller()
export class ProviderFetchesConsumer {
  constructor(
    private readonly net: OutboundHttp,
    private readonly bus: MessageBus,
    private readonly logger: Logger,
  ) {}

  @ConsumeQueue('provider-fetches', { prefetch: 20 })
  async onRequested(@Payload() body: Buffer): Promise<void> {
    const { head } = await inStage(BeforeAttemptError, () =>
      decodeMessage(providerFetchRequested, body),
    );
    const startedAt = Date.now();
    const fetched = await performFetch(this.net, head);
    this.log(head, fetched, Date.now() - startedAt);
    await this.tell(head, fetched);
  }

  /** A reply that gets lost is not made up for: whoever waited is asked again by the sender. */
  private async tell({ fetch_id, reply_to }: ProviderFetchRequested, fetched: Fetched) {
    try {
      await this.bus.publish({
        queue: replyTo(reply_to),
        id: fetch_id,
        body: encodeMessage(providerFetchFinished, { fetch_id, ...fetched }),
      });
    } catch (error) {
      this.logger.warn({ message: 'provider_fetch.not_told', fetch_id, error });
    }
  }

  /** Without the query: that of a confirmation is as good as its token. */
  private log(
    { fetch_id, provider, purpose, url }: ProviderFetchRequested,
    { outcome, reason }: Fetched,
    durationMs: number,
  ): void {
    this.logger[outcome === 'fetched' ? 'info' : 'warn']({
      message: 'provider_fetch.performed',
      fetch_id,
      provider,
      purpose,
      address: url.split('?', 1)[0],
      outcome,
      error_code: reason,
      duration_ms: durationMs,
    });
  }
}
