import { messageOf, MillwrightError } from '@millwright/kernel';
import { isLiquidErrorCode } from '../liquid.errors.ts';
import type { RenderHost } from '../render-request.ts';
import {
  isForShop,
  type HostAnswer,
  type HostQuestion,
  type ShopQuestion,
} from './worker-protocol.ts';

/** Has the host answer a script's question. Never rejects. `stopped`: nobody waits for the answer any more. */
export async function answerOfHost(
  host: RenderHost | undefined,
  question: HostQuestion,
  stopped: AbortSignal,
): Promise<HostAnswer> {
  try {
    if (!host) return { value: undefined };
    if (isForShop(question)) return await answerOfShop(host, question, stopped);
    if ('all' in question) return { entries: await host.cacheEntries() };
    if ('secret' in question) return { value: await host.secretValue?.(question.secret) };
    return { value: await host.cacheValue(question.key) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

async function answerOfShop(
  { shop }: RenderHost,
  question: ShopQuestion,
  stopped: AbortSignal,
): Promise<HostAnswer> {
  const timeout = AbortSignal.timeout(Math.ceil(question.waitMs));
  const signal = AbortSignal.any([timeout, stopped]);
  try {
    const value =
      'query' in question
        ? await shop?.query(question.query, question.variables, signal)
        : await shop?.objectsAt(question.objectsAt, signal);
    return { value };
  } catch (error) {
    if (stopped.aborted) return { fault: 'rendering is shutting down' };
    if (!(error instanceof MillwrightError) || error.fault === 'ours') throw error;
    const { code, message } = error;
    return { failed: { code: isLiquidErrorCode(code) ? code : 'liquid_render', message } };
  }
}
