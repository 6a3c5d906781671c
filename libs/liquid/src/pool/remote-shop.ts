import type { ShopReader } from '../shop/shop-reader.ts';
import type { HostLine } from './host-line.ts';
import type { ShopQuestion } from './worker-protocol.ts';

/** The main thread ends the wait and says why it was in vain: it gets this much longer for that. */
const LONGER_MS = 5_000;

/** The shop as a worker sees it. */
export class RemoteShop implements ShopReader {
  private readonly line: HostLine;

  constructor(line: HostLine) {
    this.line = line;
  }

  query(query: string, variables: string | undefined, timeoutMs: number): string {
    return this.answerTo({ query, variables, waitMs: timeoutMs });
  }

  objectsAt(url: string, timeoutMs: number): string {
    return this.answerTo({ objectsAt: url, waitMs: timeoutMs });
  }

  private answerTo(question: ShopQuestion): string {
    const timeoutMs = question.waitMs + LONGER_MS;
    const answer = this.line.answerTo(question, { about: 'the shop', timeoutMs });
    return 'value' in answer ? (answer.value ?? '') : '';
  }
}
