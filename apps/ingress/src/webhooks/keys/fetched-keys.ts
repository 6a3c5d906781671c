import { CLOCK } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import type { ProviderFetchFinished } from '@millwright/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { KeyCache, type KeyFailure } from './key-cache.ts';
import { KeyUnavailableError, SenderKeys } from '../ports/sender-keys.ts';
import { ProviderFetches, type FetchOrder } from './provider-fetches.ts';

const RENEWED_AFTER_MS = 60_000;

/** The keys of senders, by address: out of a cache, or fetched by a task-runner. Who asks for the same waits together. */
@Injectable()
export class FetchedKeys extends SenderKeys {
  private readonly cache = new KeyCache();
  private readonly underWay = new Map<string, Promise<ProviderFetchFinished>>();

  constructor(
    private readonly fetches: ProviderFetches,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  override fetch(provider: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.textsAt(provider, urls);
  }

  override renew(provider: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.textsAt(provider, urls, RENEWED_AFTER_MS);
  }

  override async confirm(provider: string, url: string): Promise<void> {
    const { outcome, reason } = await this.shared({ provider, purpose: 'confirmation', url });
    if (outcome !== 'fetched') throw new KeyUnavailableError(`not confirmed: ${reason}`);
  }

  private async textsAt(
    provider: string,
    urls: readonly string[],
    maxAgeMs?: number,
  ): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    const asked = urls.map(async (url) => {
      texts.set(url, await this.textAt(provider, url, maxAgeMs));
    });
    const failures = (await Promise.allSettled(asked)).filter(
      ({ status }) => status === 'rejected',
    );
    if (texts.size === 0 && failures.length > 0)
      throw (failures[0] as PromiseRejectedResult).reason;
    return texts;
  }

  private async textAt(provider: string, url: string, maxAgeMs?: number): Promise<string> {
    const { text, failure } = this.cache.get(url, this.clock.now(), maxAgeMs);
    if (text !== undefined) return text;
    if (failure !== undefined) return textOf(failure, 'of late');
    const { outcome, text: found, reason } = await this.shared({ provider, purpose: 'key', url });
    const nowMs = this.clock.now();
    if (outcome !== 'fetched') {
      this.cache.noteFailure(url, outcome, nowMs);
      return textOf(outcome, reason);
    }
    this.cache.keep(url, found, nowMs);
    return found;
  }

  private shared(order: FetchOrder): Promise<ProviderFetchFinished> {
    const key = `${order.purpose} ${order.url}`;
    const known = this.underWay.get(key);
    if (known !== undefined) return known;
    const fetch = this.fetches.fetch(order).finally(() => this.underWay.delete(key));
    this.underWay.set(key, fetch);
    return fetch;
  }
}

/** An empty text is nobody's key. */
function textOf(failure: KeyFailure, reason: string | undefined): string {
  if (failure === 'untrusted') return '';
  throw new KeyUnavailableError(`the key could not be fetched: ${reason}`);
}
