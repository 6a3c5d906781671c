import {
  encodeMessage,
  providerFetchRequested,
  type FetchPurpose,
  type ProviderFetchFinished,
} from '@millwright/contracts';
import { newId, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
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

interface Waiting {
  provider: string;
  hear(fetched: ProviderFetchFinished): void;
}

/** Has addresses of providers fetched by a task-runner, over the bus: ingress makes no calls to the outside. */
@Injectable()
export class ProviderFetches {
  private readonly waiting = new Map<Id, Waiting>();
  private readonly outcomes: CounterMetric;

  constructor(
    private readonly bus: MessageBus,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
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
    }
  }

  /** Hears what a fetch came to. */
  finished(fetched: ProviderFetchFinished): void {
    this.waiting.get(fetched.fetch_id)?.hear(fetched);
  }

  private hasRoomFor({ provider }: FetchOrder): boolean {
    const ofProvider = [...this.waiting.values()].filter((one) => one.provider === provider);
    return this.waiting.size < MAX_AT_ONCE && ofProvider.length < MAX_OF_PROVIDER;
  }

  private answerTo(
    fetchId: Id,
    { provider, purpose, url }: FetchOrder,
  ): Promise<ProviderFetchFinished> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.waiting.delete(fetchId);
      };
      const fail = (detail: string, options?: ErrorOptions): void => {
        settle();
        reject(new KeyUnavailableError(detail, options));
      };
      const late = `no task-runner has fetched what ${provider} needs within ${WAIT_MS / 1_000} s`;
      const timer = setTimeout(() => fail(late), WAIT_MS);
      const hear = (fetched: ProviderFetchFinished): void => {
        settle();
        resolve(fetched);
      };
      this.waiting.set(fetchId, { provider, hear });
      const head = { fetch_id: fetchId, provider, purpose, url, reply_to: this.bus.address };
      const body = encodeMessage(providerFetchRequested, head);
      this.bus
        .publish({ queue: 'provider-fetches', id: fetchId, body })
        .catch((cause: unknown) => fail('no task-runner can be asked now', { cause }));
    });
  }

  private count({ purpose }: FetchOrder, outcome: string): void {
    this.outcomes.inc({ purpose, outcome });
  }
}
