import { MillwrightError, Slots } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import type { PageReach } from '../ports/page-printer.ts';
import type { PrintLimits } from './print-limits.ts';

/** How many are fetched at a time: each may be held whole. */
const AT_ONCE = 6;
const MAX_WARNINGS = 20;

/** A resource that a page wants. */
export interface WantedResource {
  method: string;
  url: string;
  headers?: Record<string, string>;
}

/** Fetches what a page loads, within the address rules, the page's time and its sizes; and remembers what failed. */
export class PageResources {
  private readonly slots = new Slots(AT_ONCE);
  private readonly failures = new Set<string>();
  private readonly signal: AbortSignal;
  private requests = 0;
  private bytes = 0;
  private pending = 0;

  constructor(
    private readonly reach: PageReach,
    private readonly limits: PrintLimits,
  ) {
    this.signal = AbortSignal.any([reach.signal, AbortSignal.timeout(limits.loadMs)]);
  }

  get warnings(): string[] {
    return [...this.failures].slice(0, MAX_WARNINGS);
  }

  /** Whether nothing is being fetched. */
  get isQuiet(): boolean {
    return this.pending === 0;
  }

  /** The resource, redirects followed; undefined when it cannot be had. */
  async load(wanted: WantedResource): Promise<OutboundResponse | undefined> {
    this.pending += 1;
    await this.slots.take();
    try {
      return await this.fetched(wanted);
    } catch (error) {
      this.failed(this.signal.aborted ? this.late() : textOf(error));
      return undefined;
    } finally {
      this.slots.give();
      this.pending -= 1;
    }
  }

  /** Notes what is missing from the page, once. */
  failed(what: string): void {
    this.failures.add(what);
  }

  private async fetched({ method, url, headers = {} }: WantedResource): Promise<OutboundResponse> {
    this.signal.throwIfAborted();
    if (!['GET', 'HEAD'].includes(method))
      throw new Refusal(`pages may not send ${method} requests`);
    const { protocol } = new URL(url);
    if (!/^https?:$/.test(protocol)) throw new Refusal(`pages may not load ${protocol} addresses`);
    this.requests += 1;
    const bytesLeft = this.limits.pageBytes - this.bytes;
    if (this.requests > this.limits.requests || bytesLeft <= 0) {
      throw new Refusal('the page loads more than a page may');
    }
    const answer = await this.reach.net.request({
      method,
      url,
      headers,
      timeoutMs: this.limits.loadMs,
      maxResponseBytes: Math.min(this.limits.resourceBytes, bytesLeft),
      followRedirects: true,
      signal: this.signal,
    });
    this.bytes += answer.body.length;
    return answer;
  }

  private late(): string {
    return `not all of it was loaded within ${this.limits.loadMs / 1_000} s, the rest is missing`;
  }
}

class Refusal extends Error {}

const textOf = (error: unknown): string =>
  error instanceof MillwrightError || error instanceof Refusal
    ? error.message
    : 'a resource could not be loaded';
