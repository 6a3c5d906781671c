import type { CacheReader } from '../engine/cache-object.ts';
import type { ShopReader } from '../shop/shop-reader.ts';
import type { HostLine } from './host-line.ts';
import { RemoteShop } from './remote-shop.ts';

/** The cache as a worker sees it: each question waits for the main thread's answer, so that rendering stays synchronous. */
export class RemoteCache implements CacheReader {
  readonly shop: ShopReader | undefined;
  private readonly line: HostLine;

  constructor(line: HostLine, { hasShop }: { hasShop: boolean }) {
    this.line = line;
    this.shop = hasShop ? new RemoteShop(line) : undefined;
  }

  value(key: string, timeoutMs: number): string | undefined {
    const answer = this.line.answerTo({ key }, { about: 'the cache', timeoutMs });
    return 'value' in answer ? answer.value : undefined;
  }

  entries(timeoutMs: number): readonly (readonly [string, string])[] {
    const answer = this.line.answerTo({ all: true }, { about: 'the cache', timeoutMs });
    return 'entries' in answer ? answer.entries : [];
  }

  secret(reference: string, timeoutMs: number): string | undefined {
    const answer = this.line.answerTo({ secret: reference }, { about: 'a secret', timeoutMs });
    return 'value' in answer ? answer.value : undefined;
  }
}
