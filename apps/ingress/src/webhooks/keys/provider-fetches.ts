import {
  encodeMessage,
  providerFetchRequested,
  type FetchPurpose,
  type ProviderFetchFinished,
} from '@millwright/contracts';
import { newId, type Id } from '@millwright/kernel';
import { Asking, MessageBus } from '@millwright/messaging';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { Injectable } from '@nestjs/common';
import { KeyUnavailableError } from '../ports/sender-keys.ts';

const WAIT_MS = 6_000;
/** Strangers choose some of the addresses: what they make us fetch has an end, and leaves room for other senders'. */
const MAX_AT_ONCE = 20;
const MAX_OF_PROVIDER = 8;

/** An address of a provider, and what is wanted there. */
export interface FetchOrder {
  provider: string;
  purpose: FetchPurpose;
  url: string;
}

/** Has addresses of providers fetched by a task-runner, over the bus: ingress makes no calls to the outside. */
@Injectable()
export class ProviderFetches {
  private readonly asking: Asking<ProviderFetchFinished>;
  private readonly outcomes: CounterMetric;
  private readonly underWay = new Map<string, number>();

  constructor(
    private readonly bus: MessageBus,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.asking = new Asking(bus);
    this.outcomes = metrics.counter(
      'millwright_provider_fetches_total',
      'Fetches of keys, and confirmations of subscriptions, that runners were asked for.',
      ['purpose', 'outcome'],
    );
  }

  /** What a fetch came to. @throws KeyUnavailableError when nobody is there who tells, within 6 s. */
  async fetch(order: FetchOrder): Promise<ProviderFetchFinished> {
    if (!this.hasRoomFor(order)) {
      throw new KeyUnavailableError('too much is being fetched from senders already');
    }
    const fetchId = newId();
    this.shift(order, 1);
    try {
      const fetched = await this.answerTo(fetchId, order);
      this.count(order, fetched.outcome);
      return fetched;
    } catch (error) {
      this.count(order, 'unanswered');
      const { provider, purpose } = order;
      const line = { fetch_id: fetchId, provider, purpose, error };
      this.logger.warn({ message: 'provider_fetch.unanswered', ...line });
      throw error;
    } finally {
      this.shift(order, -1);
    }
  }

  /** Hears what a fetch came to. */
  finished(fetched: ProviderFetchFinished): void {
    this.asking.told(fetched.fetch_id, fetched);
  }

  private hasRoomFor({ provider }: FetchOrder): boolean {
    const ofProvider = this.underWay.get(provider) ?? 0;
    return this.asking.size < MAX_AT_ONCE && ofProvider < MAX_OF_PROVIDER;
  }

  private shift({ provider }: FetchOrder, by: 1 | -1): void {
    const left = (this.underWay.get(provider) ?? 0) + by;
    if (left === 0) this.underWay.delete(provider);
    else this.underWay.set(provider, left);
  }

  private async answerTo(
    fetchId: Id,
    { provider, purpose, url }: FetchOrder,
  ): Promise<ProviderFetchFinished> {
    const head = { fetch_id: fetchId, provider, purpose, url, reply_to: this.bus.address };
    const body = encodeMessage(providerFetchRequested, head);
    const order = { queue: 'provider-fetches', id: fetchId, body } as const;
    const fetched = await this.asking.ask(order, WAIT_MS).catch((cause: unknown) => {
      throw new KeyUnavailableError('no task-runner can be asked now', { cause });
    });
    if (fetched) return fetched;
    const late = `no task-runner has fetched what ${provider} needs within ${WAIT_MS / 1_000} s`;
    throw new KeyUnavailableError(late);
  }

  private count({ purpose }: FetchOrder, outcome: string): void {
    this.outcomes.inc({ purpose, outcome });
  }
}
